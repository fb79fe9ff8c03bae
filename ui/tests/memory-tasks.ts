// The tasks of the host in memory: written titles, long and odd ones, and the words that further ones are made of.
import type { Priority, Status, Task, TaskType } from '../src/lib/host';

type Sample = [title: string, type: TaskType, priority: Priority, status: Status, more?: Partial<Task>];

export const TITLES: readonly Sample[] = [
  ['Login fails on Safari after the session cookie expires', 'Bug', 'High', 'Analysis'],
  [
    'Rate limits per API key, with a clear answer to the caller',
    'Feature',
    'Medium',
    'Analysis',
    { blocked_reason: 'Waiting for the pricing decision' },
  ],
  ['Export drops rows when a cell holds a line break', 'Bug', 'High', 'Ready'],
  ['Dark theme for the e-mail templates', 'Feature', 'Medium', 'Ready'],
  ['Paginate the audit log', 'Feature', 'Low', 'Ready', { depends_on: [1] }],
  ['Webhook retries can deliver twice', 'Bug', 'High', 'In Progress', { git_branch: 'task/6-webhook-retries' }],
  [
    'Move image resizing out of the request',
    'Feature',
    'Medium',
    'In Progress',
    { git_branch: 'task/7-image-resizing-worker' },
  ],
  ['Search ignores accents in names', 'Bug', 'Medium', 'Testing', { git_branch: 'task/8-accents' }],
  [
    'Import of calendars with recurring events',
    'Feature',
    'Medium',
    'Code Review',
    { git_branch: 'task/9-recurring', blocked_reason: 'CI is red' },
  ],
  ['Session lost after deploy', 'Bug', 'High', 'Done'],
  ['Remove the old CSV importer', 'Feature', 'Low', 'Done'],
  ['Show the time zone beside each due date', 'Feature', 'Medium', 'Backlog'],
  ['Keyboard shortcut to duplicate a row', 'Feature', 'Low', 'Backlog'],
  ['PDF invoices lose the logo in landscape', 'Bug', 'Medium', 'Backlog'],
  ['Bulk edit of tags', 'Feature', 'Medium', 'Backlog', { depends_on: [6, 8] }],
  ['Two-factor sign-in for administrators', 'Feature', 'High', 'Backlog'],
  ['Crash when the last column is hidden', 'Bug', 'High', 'Backlog'],
  ['Undo for deleted comments', 'Feature', 'Low', 'Backlog'],
  ['Slow first page on cold cache', 'Bug', 'Medium', 'Backlog'],
  ['Offline mode for the mobile client', 'Feature', 'Medium', 'Backlog'],
  ['Sort attachments by size', 'Feature', 'Low', 'Backlog'],
  ['Health check reports green while the queue is stuck', 'Bug', 'High', 'Backlog'],
  ['Write the upgrade notes for 4.0', 'Feature', 'Medium', 'Backlog'],
  ['Audit the third-party licences', 'Feature', 'Low', 'Backlog'],
];
export const LONG: readonly Sample[] = [
  [
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorsitzenderstellvertreter antwortet nicht und auch sonst passiert hier gar nichts mehr seit dem letzten Update der App',
    'Bug',
    'High',
    'Backlog',
    { blocked_reason: 'Wartet seit drei Wochen auf eine Entscheidung der Rechtsabteilung' },
  ],
  [
    'تسجيل الدخول يفشل في متصفح سفاري بعد انتهاء صلاحية ملف تعريف الارتباط',
    'Bug',
    'High',
    'Analysis',
    { git_branch: 'task/26-a-very-long-branch-name-that-goes-on-and-on-and-on' },
  ],
  ['修复导出时单元格包含换行符会丢失行的问题，并且为所有格式添加测试', 'Bug', 'Medium', 'Ready'],
  ['🚀🔥 Ship it 👩‍👩‍👧‍👦 with emoji 🏳️‍🌈 everywhere 🎉🎉🎉 and more', 'Feature', 'Low', 'Ready'],
  [
    '<script>alert(1)</script> & <b>markup</b> stays text',
    'Bug',
    'Low',
    'In Progress',
    { blocked_reason: 'x', git_branch: 'task/29-x' },
  ],
];
export const MADE = ['Cache', 'Export', 'Login', 'Search', 'Billing', 'Upload', 'Report', 'Worker', 'Editor', 'Mail'];
export const MADE_TOO = [
  'fails after an update',
  'is slow with many rows',
  'needs a test',
  'shows a wrong number in the summary of the month',
  'should be retried once',
  'loses focus',
];
