// Answers to what runs ask: what the user chose and typed is kept by request, whichever place shows it.
import { toReport } from '../lib/errors';
import {
  host,
  type ErrorReport,
  type Question,
  type RequestAnswer,
  type RequestId,
  type RunRequest,
} from '../lib/host';
import { runs } from './runs.svelte';

/** What the user has chosen and typed for one request, and not sent. */
export class RequestDraft {
  /** Whether the reason for a denial is being asked for. */
  denying = $state(false);
  reason = $state('');
  /** Labels that are chosen, by the question's text. */
  chosen = $state<Record<string, string[]>>({});
  /** The user's own words, by the question's text. */
  own = $state<Record<string, string>>({});
  /** Whether the user's own words are the answer, for a question that has one answer alone. */
  ownChosen = $state<Record<string, boolean>>({});
  error = $state.raw<ErrorReport | null>(null);
  /** The answer that is on its way. */
  sending = $state.raw<RequestAnswer['kind'] | null>(null);

  /** Chooses a label, or takes the choice back where several can be chosen. */
  choose(question: Question, label: string, on: boolean): void {
    const before = this.chosen[question.question] ?? [];
    if (!question.multi_select) this.ownChosen[question.question] = false;
    const rest = question.multi_select ? before.filter((other) => other !== label) : [];
    this.chosen[question.question] = on ? [...rest, label] : rest;
  }

  /** Takes the user's own words as the answer, or along with what is chosen where several can be. */
  write(question: Question, words: string): void {
    this.own[question.question] = words;
    if (!question.multi_select && words.trim() !== '') this.chooseOwn(question);
  }

  /** Makes the user's own words the answer of a question that has one alone. */
  chooseOwn(question: Question): void {
    this.ownChosen[question.question] = true;
    this.chosen[question.question] = [];
  }

  /** Returns the answer to a question, in the order of its options; empty while there is none. */
  answerTo(question: Question): string {
    const chosen = this.chosen[question.question] ?? [];
    const own = (this.own[question.question] ?? '').trim();
    const labels = question.options.map((option) => option.label).filter((label) => chosen.includes(label));
    const words = question.multi_select || this.ownChosen[question.question] || question.options.length === 0;
    return [...labels, ...(words && own !== '' ? [own] : [])].join(', ');
  }

  /** Returns the first question without an answer. */
  missing(questions: readonly Question[]): Question | null {
    return questions.find((question) => this.answerTo(question) === '') ?? null;
  }
}

class Requests {
  #drafts = new Map<RequestId, RequestDraft>();

  /** Returns what was chosen and typed for a request. */
  draft(request: RequestId): RequestDraft {
    let draft = this.#drafts.get(request);
    if (!draft) {
      this.#forget();
      draft = new RequestDraft();
      this.#drafts.set(request, draft);
    }
    return draft;
  }

  /** Whether a request still waits for an answer. */
  isOpen(request: RequestId): boolean {
    return runs.requests.some((one) => one.id === request);
  }

  /** Sends an answer; answers whether it was taken. A refusal is kept with the draft, and nothing typed is lost. */
  async answer(request: RunRequest, answer: RequestAnswer): Promise<boolean> {
    const draft = this.draft(request.id);
    if (draft.sending !== null) return false;
    draft.sending = answer.kind;
    draft.error = null;
    try {
      runs.tookRequests(await host.requestAnswer(request.id, answer));
      this.#drafts.delete(request.id);
      return true;
    } catch (thrown) {
      draft.error = toReport(thrown);
      return false;
    } finally {
      draft.sending = null;
    }
  }

  /** Forgets the drafts of requests that are no longer open. */
  #forget(): void {
    for (const id of this.#drafts.keys()) if (!this.isOpen(id)) this.#drafts.delete(id);
  }
}

export const requests = new Requests();
