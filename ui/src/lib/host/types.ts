// The shapes that all doors share, under the names that the UI uses. They come from the generated bindings.

import type * as bindings from '../bindings';

export type {
  AppSettings,
  BulkPatch,
  Contrast,
  DesktopState,
  Board,
  Boot,
  Branch,
  BranchCommit,
  BranchList,
  Changes,
  ErrorReport,
  EventKind,
  Filter,
  FilterMark,
  FilterPart,
  FilterTerm,
  FilterTest,
  ListedBranch,
  Mark,
  MarkKind,
  Need,
  NeedKind,
  NotificationSettings,
  OnClose,
  Origin,
  PathReport,
  PathWarning,
  Place,
  Priority,
  Project,
  ProjectPatch,
  QuickAddPreview,
  RepositoryState,
  SavedFilter,
  ShortcutState,
  SimilarTask,
  Status,
  SuggestedTask,
  Task,
  TaskBranch,
  TaskPatch,
  TaskRow,
  TaskShown,
  TaskType,
  TrayState,
  UndoReport,
} from '../bindings';

/** An entry of the journal (`Event` is the DOM's). */
export type JournalEvent = bindings.Event;
/** A field's value in an event; long texts are null in history lists. */
export type FieldValue = bindings.Shown;
export type Fields = Record<string, FieldValue>;
