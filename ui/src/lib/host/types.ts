// The shapes that the doors share. (Until the generated bindings exist, written by hand; they then
// re-export from ../bindings.)

export type TaskType = 'Feature' | 'Bug';
export type Priority = 'High' | 'Medium' | 'Low';
export type Status = 'Backlog' | 'Analysis' | 'Ready' | 'In Progress' | 'Testing' | 'Code Review' | 'Done';
export type Origin = 'user' | 'quick-add' | 'cli' | 'http' | 'mcp' | 'run';

/** A slim row: what a card shows. `run_state` stays null until runs exist. */
export interface TaskRow {
  id: number;
  project_id: number;
  title: string;
  type: TaskType;
  priority: Priority;
  status: Status;
  has_analysis: boolean;
  run_state: string | null;
  git_branch: string | null;
  blocked_reason: string | null;
  depends_on: number[];
  rank: string; // compares bytewise within a column
  revision: number;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
}

export interface Task extends Omit<TaskRow, 'has_analysis' | 'run_state'> {
  description: string; // Markdown
  analysis: string | null; // Markdown
}

export interface TaskPatch {
  title?: string;
  description?: string;
  type?: TaskType;
  priority?: Priority;
  status?: Status;
  analysis?: string | null;
  blocked_reason?: string | null;
  depends_on?: number[];
  /** The revision that the editor saw; when the task has moved on the answer is `stale_task`. */
  revision?: number;
}

export type Place = { at: 'top' } | { at: 'bottom' } | { at: 'before'; id: number } | { at: 'after'; id: number };

export interface Project {
  id: number;
  name: string;
  path: string;
  repository: string | null; // owner/name
  default_branch: string | null;
  branch_pattern: string;
  created_at: string;
  opened_at: string;
  /** False when the folder is not there now (moved, unmounted, deleted). */
  folder_exists: boolean;
  open_tasks: number; // not Done
}

export interface ProjectPatch {
  name?: string;
  path?: string; // relocate
  repository?: string | null;
  default_branch?: string | null;
  branch_pattern?: string;
}

export interface PathWarning {
  code: string; // home_folder | filesystem_root | system_folder | inside_project | contains_project | not_a_repository | not_writable | ...
  message: string;
}

export interface PathReport {
  given: string;
  path: string | null; // canonical
  exists: boolean;
  is_folder: boolean;
  readable: boolean;
  writable: boolean;
  git: 'none' | 'repository' | 'worktree' | 'bare' | 'submodule';
  default_branch: string | null;
  remote_url: string | null;
  suggested_repository: string | null; // owner/name
  has_claude_md: boolean;
  agents: number;
  project_id: number | null; // already open as
  can_open: boolean;
  warnings: PathWarning[];
}

export interface Board {
  project: Project;
  tasks: TaskRow[]; // ordered by column, then rank
  seq: number; // the journal's last event that the payload includes
}

export interface AppSettings {
  theme: 'system' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
  last_project: number | null;
}

export interface Boot {
  settings: AppSettings;
  projects: Project[]; // most recently opened first
  version: string;
  data_dir: string;
  database: string;
}

export type FieldValue = null | string | number | boolean | number[];
/** Changed fields only; long texts (description, analysis) come as the text in `log`, and are left out (key present, value null) in history lists. */
export type Fields = Record<string, FieldValue>;

export interface JournalEvent {
  seq: number;
  at: string;
  origin: Origin;
  kind: string; // task_created | task_updated | task_moved | task_deleted | branch_created | branch_attached | branch_detached | branch_deleted | project_* | undo | redo
  project_id: number;
  task_id: number | null;
  before: Fields | null;
  after: Fields | null;
  undone: boolean;
  reverts: number | null; // the event that an undo or redo took back
}

export interface UndoReport {
  event: JournalEvent; // the event that was undone or redone
  task: Task | null;
  tasks: TaskRow[]; // all tasks that changed, as they are now (deleted ones are not among them)
  deleted: number[];
}

export interface BranchCommit {
  id: string; // full hex
  summary: string;
  author: string;
  at: string;
}

export interface Branch {
  name: string;
  is_head: boolean;
  is_default: boolean;
  ahead: number | null; // of the default branch
  behind: number | null;
  commit: BranchCommit | null;
  task_ids: number[]; // tasks that name it
  checked_out_at: string | null; // worktree path
}

export interface RepositoryState {
  kind: 'none' | 'repository' | 'worktree' | 'bare' | 'submodule';
  head: string | null; // branch name, also when it has no commit yet
  detached: boolean;
  empty: boolean;
  dirty: boolean | null; // null: could not check
  changed_files: number;
  default_branch: string | null;
}

export interface BranchList {
  repository: RepositoryState;
  branches: Branch[];
}

/** State of one task's branch. */
export interface TaskBranch {
  suggested: string; // the name that "create" would give
  repository: RepositoryState;
  branch: Branch | null; // null: none attached, or missing
  missing: boolean; // attached by name, but not in the repository any more
  renamed_to: string | null; // where its commits seem to have gone
  can_delete: boolean;
  unmerged: BranchCommit[]; // what a delete would lose (at most 50)
}

export type MarkKind = 'type' | 'priority' | 'status' | 'project' | 'depends_on' | 'description';
export interface QuickAddPreview {
  title: string;
  type: TaskType | null;
  priority: Priority | null;
  status: Status | null;
  project: string | null;
  depends_on: number[];
  description: string | null;
  marks: { start: number; end: number; kind: MarkKind }[]; // UTF-16 offsets
  /** What would be refused if it were saved now, else null. */
  problem: ErrorReport | null;
  similar: { id: number; title: string; status: Status }[];
}

export interface ErrorReport {
  code: string;
  message: string;
  hint: string;
  retryable: boolean;
  /** With `stale_task`: the task as it is now. */
  task?: Task | null;
}

/** From the change feed: what any process changed, after the commit. */
export interface Changes {
  seq: number;
  project_id: number;
  tasks: TaskRow[]; // created or changed, as they are now
  deleted: number[];
  project: Project | null; // when the project itself changed
  origins: Origin[];
}
