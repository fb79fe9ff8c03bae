import { beforeEach, expect, it } from 'vitest';
import { samplePermission, sampleQuestion } from '../../tests/claude-samples';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type RequestAnswer } from '../lib/host';
import { RequestDraft, requests } from './requests.svelte';
import { runs } from './runs.svelte';

const { questions } = sampleQuestion();
const [one, many] = questions as [(typeof questions)[number], (typeof questions)[number]];

let host: MemoryHost;
let sent: [number, RequestAnswer][];

beforeEach(() => {
  host = memoryHost();
  sent = [];
  setHost(host);
  runs.requests = [];
});

it('answers a question with one label, and with own words in its place', () => {
  const draft = new RequestDraft();
  draft.choose(one, 'Redis', true);
  draft.choose(one, 'In memory', true);
  expect(draft.answerTo(one)).toBe('In memory');
  draft.write(one, ' Postgres ');
  expect(draft.answerTo(one)).toBe('Postgres');
  // What was written is kept, but is no longer the answer.
  draft.choose(one, 'Redis', true);
  expect(draft.answerTo(one)).toBe('Redis');
  draft.chooseOwn(one);
  expect(draft.answerTo(one)).toBe('Postgres');
});

it('joins several labels in the order of the options, own words last', () => {
  const draft = new RequestDraft();
  draft.choose(many, '/webhooks', true);
  draft.choose(many, '/api', true);
  draft.write(many, 'and /admin');
  expect(draft.answerTo(many)).toBe('/api, /webhooks, and /admin');
  draft.choose(many, '/api', false);
  expect(draft.answerTo(many)).toBe('/webhooks, and /admin');
});

it('names the first question that has no answer', () => {
  const draft = new RequestDraft();
  expect(draft.missing(questions)).toBe(one);
  draft.choose(one, 'Redis', true);
  expect(draft.missing(questions)).toBe(many);
  draft.write(many, '   ');
  expect(draft.missing(questions)).toBe(many);
});

it('takes in what is still open after an answer', async () => {
  const [first, second] = [samplePermission({ id: 1 }), samplePermission({ id: 2 })];
  runs.requests = [first, second];
  host.requestAnswer = (id, answer) => {
    sent.push([id, answer]);
    return Promise.resolve([second]);
  };
  expect(await requests.answer(first, { kind: 'allow' })).toBe(true);
  expect(sent).toEqual([[1, { kind: 'allow' }]]);
  expect(runs.requests.map((request) => request.id)).toEqual([2]);
});

it('keeps what was typed when an answer is refused, and sends no second one meanwhile', async () => {
  const request = samplePermission({ id: 7 });
  runs.requests = [request];
  requests.draft(7).reason = 'Not this one';
  let refuse: (report: unknown) => void = () => undefined;
  host.requestAnswer = (id, answer) => {
    sent.push([id, answer]);
    return new Promise((_, reject) => (refuse = reject));
  };
  const answering = requests.answer(request, { kind: 'deny', reason: 'Not this one' });
  expect(await requests.answer(request, { kind: 'allow' })).toBe(false);
  expect(sent).toHaveLength(1);
  refuse({ code: 'request_gone', message: 'Gone.', hint: '', retryable: false });
  expect(await answering).toBe(false);
  expect(requests.draft(7).reason).toBe('Not this one');
  expect(requests.draft(7).error?.code).toBe('request_gone');
  expect(requests.draft(7).sending).toBeNull();
});
