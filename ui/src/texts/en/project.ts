// Projects: opening, switching, settings, what is said of a folder.

import { number, plural } from '../format';

export const project = {
  open: {
    title: 'Open a project',
    say: 'ClaudeTask keeps a board for each of your project folders, on this machine only. Nothing is written into the folder until you ask for it.',
    choose: 'Open a project folder…',
    another: 'Choose another folder…',
    anyway: 'Open anyway',
    about: 'About this folder',
    sure: 'Is this the folder you mean?',
    locate: 'Locate…',
  },

  recent: {
    title: 'Recent projects',
    opened: (age: string) => `Last opened ${age}`,
    gone: 'The folder is not there now. Its tasks are kept.',
    noTasks: 'no open tasks',
    tasks: (count: number) => `${number(count)} open`,
  },

  settings: {
    title: 'Project',
    name: 'Name',
    folder: 'Folder',
    change: 'Change…',
    show: 'Show',
    already: (name: string) => `This folder is the project “${name}” already.`,
    gone: 'The folder is not there now. Tell where it went; its tasks are kept.',
    repository: 'Repository',
    repositoryPlaceholder: 'owner/name',
    repositoryHint: 'Where it is hosted, as owner/name. Leave it empty when there is none.',
    remoteSays: 'The remote says {}',
    useIt: 'Use it',
    branch: 'Default branch',
    branchPlaceholder: 'as the repository says',
    branchHint: 'New branches start here, and “merged” means merged into it. Empty: as the repository says.',
    pattern: 'Branch names',
    patternHint: 'May hold {id}, {slug} and {type}; {id} is needed.',
    patternNeedsId: 'Without {id} two tasks could get the same branch.',
    patternSample: (title: string) => `“${title}” gets {}`,
    sampleTitle: 'Login fails on Safari',
    forget: 'Forget this project',
    forgetHint:
      'It leaves the list. Its tasks and their history are kept and come back when you open the folder again.',
    forgetNow: 'Forget project',
    forgotten: (name: string) => `“${name}” forgotten; its tasks are kept`,
  },

  fact: {
    refused: (path: string) => `“${path}” cannot be opened as a project`,
    chooseAnother: 'Choose another folder.',
    none: 'No git repository: everything works but branches',
    bare: 'A bare git repository, without files',
    kind: { repository: 'Git repository', worktree: 'Git worktree', submodule: 'Git submodule' },
    withBranch: (kind: string, branch: string) => `${kind}, default branch ${branch}`,
    remote: (name: string) => `Remote ${name}`,
    instructions: 'CLAUDE.md found',
    agents: (count: number) => plural(count, { one: '{} agent', other: '{} agents' }),
  },
};
