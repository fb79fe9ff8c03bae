// Quick add.
import { number, plural } from '../format';

export const quickadd = {
  newTask: 'New task',
  newTaskIn: (status: string) => `New task in ${status}`,
  field: 'New task, one line',
  placeholder: 'What should be done?',
  placeholderMarks: 'What should be done?  !high  #bug  >ready  // description',

  /** What was understood, as chips; the value of each follows in bold. */
  priority: 'Priority',
  in: 'in',
  after: 'after',
  description: 'Description',
  lines: (count: number) => plural(count, { one: '{} line', other: '{} lines' }),
  count: (length: number, most: number) => `${number(length)} / ${number(most)}`,
  countName: (length: number, most: number) => `The title has ${number(length)} of ${number(most)} characters`,

  similar: 'Looks like',
  suggestions: 'Suggestions',
  suggested: (count: number) => plural(count, { one: '{} suggestion', other: '{} suggestions' }),

  more: 'Description',
  removeMore: 'Remove the description',
  tooLong: (length: number, most: number) => ({
    code: 'invalid_value',
    message: `The text has ${number(length)} characters; at most ${number(most)} fit.`,
    hint: 'Paste a shorter part. What was here before is as it was.',
    retryable: false,
    field: 'description',
    task: null,
  }),

  save: 'save',
  saveNext: 'save, next',
  saveOpen: 'save, open',
  next: 'next',
  choose: 'choose',
  open: 'open it',
  saved: (count: number) => `${number(count)} saved`,
  added: (id: number, status: string) => `#${id} added to ${status}`,
  addedHidden: (id: number, status: string) => `#${id} added to ${status}, hidden by the filter`,
  addedList: 'Added just now',
  undone: (id: number) => `#${id} taken back`,

  /** The window of its own. */
  windowTitle: 'Quick add',
  project: 'Project',
  projectIs: (name: string) => `Project: ${name}`,
  chooseProject: 'Choose a project',
  noProject: 'No project is open yet.',
  noProjectHint: 'Open a folder first. What you typed stays here.',
  openWindow: 'Open ClaudeTask',
  folderGone: (name: string) => `The folder of ${name} is not there now. The task is added all the same.`,
  projectGone: (name: string) => `${name} is no longer among your projects. Choose where the task goes.`,
};
