// What a run asks of the user: permissions and questions.

import { plural } from '../format';

export const requests = {
  title: 'Waiting for your answer',
  count: (count: number) => plural(count, { one: '{} needs your answer', other: '{} need your answer' }),
  open: 'Show what needs your answer',
  none: 'Nothing waits for you.',
  list: 'Requests',

  permission: (title: string) => `Permission: ${title}`,
  question: 'Question',
  questions: (count: number) => plural(count, { one: 'Claude has a question', other: 'Claude has {} questions' }),
  asked: (age: string) => `Asked ${age}`,
  showTask: (id: number, title: string) => `Show task #${id}, ${title}`,
  input: (tool: string) => `Input of ${tool}`,

  allowOnce: 'Allow once',
  allowForRun: 'Allow for this run',
  forRun: 'For this run: {}',
  deny: 'Deny',
  denyReason: 'Tell Claude why, or what to do instead',
  denyReasonHint: 'Optional. Claude goes on without it.',

  answer: 'Answer',
  skip: 'Skip',
  ownWords: 'In your own words',
  ownWordsToo: 'Anything to add',
  several: 'Choose one or more',
  choose: 'Choose an answer, or write one.',

  gone: (title: string) => `“${title}” no longer waits for an answer`,
};
