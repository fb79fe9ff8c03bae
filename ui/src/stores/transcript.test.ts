// The pages of a transcript: what is asked for, in whatever order the answers come.
import { beforeEach, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { many } from '../../tests/memory-run-samples';
import { setHost, type TranscriptPage } from '../lib/host';
import { PAGE, Transcript } from './transcript.svelte';

let host: MemoryHost;
let run: number;
/** What was asked, each with the way to answer it. */
let asked: {
  from: number;
  limit: number;
  answer: () => Promise<void>;
  fail: () => Promise<void>;
}[];

const settled = () => new Promise((done) => setTimeout(done));

/** Holds the answers back until the test gives them. */
function holdBack(): void {
  const real = host.runTranscript;
  host.runTranscript = (id, from, limit) =>
    new Promise<TranscriptPage>((resolve, reject) => {
      asked.push({
        from,
        limit,
        answer: async () => {
          resolve(await real(id, from, limit));
          await settled();
        },
        fail: async () => {
          // The host rejects with reports, as the real one does.
          reject(
            Object.assign(new Error(), {
              code: 'database_locked',
              message: 'It is locked.',
            }),
          );
          await settled();
        },
      });
    });
}

function begin(items: number): Transcript {
  run = host.runs.start(1).id;
  host.runs.push(run, ...many(items));
  return new Transcript(run, items);
}

const has = (transcript: Transcript, ...seqs: number[]) => seqs.map((seq) => transcript.get(seq)?.seq ?? null);

beforeEach(() => {
  asked = [];
  host = memoryHost();
  setHost(host);
});

it('asks for the pages that are looked at, and for no other', async () => {
  const transcript = begin(50_000);
  transcript.want(25_050, 25_080);
  await settled();
  expect(has(transcript, 25_001, 25_080, 25_200)).toEqual([25_001, 25_080, 25_200]);
  expect(has(transcript, 1, 24_000, 26_000)).toEqual([null, null, null]);
  expect(transcript.kept).toBeLessThanOrEqual(3);
});

it('asks for the next page before its items are in sight', async () => {
  const transcript = begin(1000);
  transcript.want(PAGE - 20, PAGE - 2);
  await settled();
  transcript.want(PAGE - 20, PAGE - 2);
  await settled();
  expect(has(transcript, 1, PAGE + 1)).toEqual([1, PAGE + 1]);
});

it('puts answers where they belong, in whatever order they come', async () => {
  holdBack();
  const transcript = begin(1000);
  transcript.want(90, 110);
  transcript.want(690, 710);
  expect(asked.map((one) => one.from)).toEqual([1, 601]);
  await asked[1]?.answer();
  expect(has(transcript, 100, 700)).toEqual([null, 700]);
  await asked[0]?.answer();
  expect(has(transcript, 1, 100, 200, 601, 800)).toEqual([1, 100, 200, 601, 800]);
});

it('does not ask twice for what is on its way', () => {
  holdBack();
  const transcript = begin(1000);
  for (let at = 0; at < 10; at += 1) transcript.want(90, 110);
  expect(asked).toHaveLength(1);
});

it('asks only for what came since, when the run goes on', async () => {
  const transcript = begin(150);
  transcript.want(120, 150);
  await settled();
  expect(has(transcript, 150)).toEqual([150]);
  holdBack();
  host.runs.push(run, ...many(20));
  transcript.grow(170);
  transcript.want(120, 170);
  expect(asked.map(({ from, limit }) => ({ from, limit }))).toEqual([{ from: 151, limit: PAGE - 150 }]);
  await asked[0]?.answer();
  expect(has(transcript, 149, 151, 170)).toEqual([149, 151, 170]);
});

it('leaves no gap when more came between the question and its answer', async () => {
  holdBack();
  const transcript = begin(100);
  transcript.want(1, 100);
  host.runs.push(run, ...many(150));
  transcript.grow(250);
  await asked[0]?.answer();
  transcript.want(180, 250);
  for (const one of asked.slice(1)) await one.answer();
  transcript.want(180, 250);
  for (const one of asked.slice(2)) await one.answer();
  expect(Array.from({ length: 250 }, (_, at) => transcript.get(at + 1)?.seq)).toEqual(
    Array.from({ length: 250 }, (_, at) => at + 1),
  );
});

it('never becomes shorter, whatever an old answer says', async () => {
  holdBack();
  const transcript = begin(100);
  transcript.want(1, 100);
  transcript.grow(300);
  await asked[0]?.answer();
  expect(transcript.total).toBe(300);
});

it('does not ask without an end where the host has fewer items than it said', async () => {
  const transcript = begin(100);
  let questions = 0;
  const real = host.runTranscript;
  host.runTranscript = (...of) => {
    questions += 1;
    return real(...of);
  };
  transcript.grow(150);
  transcript.want(90, 150);
  await settled();
  await settled();
  await settled();
  expect(questions).toBeLessThanOrEqual(2);
  expect(has(transcript, 100, 101)).toEqual([100, null]);
});

it('stops at an error, says it, and goes on when it is told to', async () => {
  holdBack();
  const transcript = begin(500);
  transcript.want(1, 20);
  await asked[0]?.fail();
  expect(transcript.error?.message).toBe('It is locked.');
  transcript.want(1, 20);
  expect(asked).toHaveLength(1);
  transcript.again();
  transcript.want(1, 20);
  expect(transcript.error).toBeNull();
  await asked[1]?.answer();
  expect(has(transcript, 20)).toEqual([20]);
});

it('forgets pages that nobody looks at any more', async () => {
  const transcript = begin(50_000);
  for (let seq = 1; seq < 50_000; seq += PAGE) {
    transcript.want(seq + 80, seq + 120);
    await settled();
  }
  expect(transcript.kept).toBeLessThanOrEqual(40);
  expect(has(transcript, 49_900)).toEqual([49_900]);
  expect(has(transcript, 1)).toEqual([null]);
});

it('knows a cut text, also one of signs that are two units long, and gives the whole on demand', async () => {
  const transcript = begin(1);
  const long = 'x'.repeat(9000);
  host.runs.push(run, { kind: 'tool_result', text: long });
  transcript.grow(2);
  transcript.want(1, 2);
  await settled();
  const item = transcript.get(2);
  if (!item) throw new Error('no item');
  expect(transcript.isCut(item)).toBe(true);
  expect(transcript.textOf(item).length).toBe(4000);
  await transcript.loadWhole(2);
  expect(transcript.isCut(item)).toBe(false);
  expect(transcript.textOf(item)).toBe(long);
  expect(
    transcript.isCut({
      ...item,
      seq: 3,
      text: '😀'.repeat(4000),
      characters: 5000,
    }),
  ).toBe(true);
  expect(
    transcript.isCut({
      ...item,
      seq: 4,
      text: '😀'.repeat(3000),
      characters: 3000,
    }),
  ).toBe(false);
});

it('rejects with the report when the whole text can’t be had', async () => {
  const transcript = begin(1);
  host.options.failing.add('runItem');
  await expect(transcript.loadWhole(1)).rejects.toMatchObject({
    code: 'database_locked',
  });
});
