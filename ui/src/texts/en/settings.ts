// The settings of the app.

import type { Contrast, OnClose } from '../../lib/host/types';

export const settings = {
  windowTitle: (project: string | null) => (project === null ? 'ClaudeTask' : `${project} · ClaudeTask`),
  opening: 'Opening…',

  title: 'Settings',
  index: 'Sections',
  sections: {
    project: 'Project',
    appearance: 'Appearance',
    quickadd: 'Quick add and tray',
    notifications: 'Notifications',
    keyboard: 'Keyboard',
    data: 'Your data',
    version: 'Version',
  },

  project: {
    name: 'Name',
    folder: 'Folder',
    repository: 'Repository',
    branch: 'Default branch',
    pattern: 'Branch names',
    forget: 'Forget this project',
  },

  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  contrast: 'Contrast',
  contrasts: { system: 'As the system', normal: 'Normal', high: 'High' } satisfies Record<Contrast, string>,
  density: 'Density',
  densities: { comfortable: 'Comfortable', compact: 'Compact' },

  shortcut: 'Global shortcut',
  shortcutHint: 'Opens quick add from any program.',
  shortcutPress: 'Press the keys…',
  shortcutNone: 'None',
  shortcutChange: 'Change',
  shortcutOff: 'Turn off',
  shortcutUsual: (keys: string) => `Use ${keys}`,
  shortcutNeedsModifier: 'Hold Ctrl, Alt or another modifier: a single key would be taken from every program.',
  shortcutLeave: 'Press Esc to leave it as it is.',
  shortcutStates: {
    registered: 'Works',
    off: 'Off',
    taken: 'Taken by another program',
    unavailable: 'Not on this desktop',
  },
  quickAddProject: 'Project of quick add',
  quickAddProjectHint: 'Where a line goes that names no project.',
  quickAddLast: 'The one used last',
  quickAddShow: 'Show quick add',
  onClose: 'When the window is closed',
  onCloseChoices: { ask: 'Ask', tray: 'Keep in the tray', quit: 'Quit' } satisfies Record<OnClose, string>,
  noTray: 'This desktop shows no tray',
  noTrayHint:
    'Everything else works. The icon appears by itself when a tray comes; until then closing the window quits.',

  notificationsHint:
    'Shown when another program changes a task while you look elsewhere. None while the window shows it.',
  notifyReview: 'A task waits for a review',
  notifyReviewHint: 'Claude or another program moved it to Code Review.',
  notifyBlocked: 'A task is blocked',
  notifyBlockedHint: 'Claude or another program said what it waits for.',

  versions: 'Versions kept of each file',
  versionsHint: 'Of CLAUDE.md, its rules and each agent, from 2 to 10,000. The oldest go first.',
  data: 'Your data',
  dataHint: 'All tasks and their history, on this machine only. Back it up with',
  dataCommand: 'claudetask backup',
  show: 'Show',
  version: 'Version',

  keyboard: {
    hint: 'Click a key, then press another. Single keys rest while you type.',
    search: 'Find an action or a key',
    nothing: (query: string) => `No action matches “${query}”.`,
    press: 'Press the keys…',
    then: 'then…',
    how: 'Esc cancels, Backspace removes',
    none: 'None',
    add: (action: string) => `Add a key for ${action}`,
    change: (action: string, keys: string) => `${action}: ${keys}. Change`,
    reset: (action: string) => `Reset ${action}`,
    resetAll: 'Reset all',
    resetDone: 'All keys are as they were at first',
    changed: 'changed',
    quoted: (action: string) => `“${action}”`,
    taken: (keys: string, action: string) => `${keys} runs “${action}”.`,
    takenMany: (keys: string, actions: string) => `${keys} would get in the way of ${actions}.`,
    takeOver: (action: string) => `Use it for “${action}”`,
    leave: 'Leave it',
    always: 'Always',
    fixed: 'Esc closes whatever is open, everywhere; it stays.',
    escape: 'Esc closes whatever is open, everywhere. It can’t be given to another action.',
    tab: 'Tab goes from one control to the next. Without it the window can’t be used by keyboard.',
    enter:
      'Enter and Space press the button and end the line that has the focus. An action of the whole window can’t take them.',
    clipboard: 'Copy, cut and paste belong to the text.',
    field: 'This action works inside text fields too, where these keys edit the text.',
    typed: 'This action works inside text fields too: it needs Ctrl, Alt or a function key.',
  },

  closing: {
    title: 'Keep ClaudeTask in the tray when its window closes?',
    text: 'Quick add and its shortcut go on working. You can change this in Settings.',
    tray: 'Keep in the tray',
    quit: 'Quit',
  },
};
