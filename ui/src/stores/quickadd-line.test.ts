import { beforeEach, expect, it, vi } from 'vitest';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type Project, type SuggestedTask, type Task } from '../lib/host';
import { QuickAddLine } from './quickadd-line.svelte';

let host: MemoryHost;
let projects: Project[];

const use = () => ({ projects, project: 1, draft: 'quickadd.test' });
const add = (text: string): Promise<Task> => host.quickAdd(1, text, null);

/** An answer that comes when the test says so. */
function later<T>() {
  let answer: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => (answer = resolve));
  return { promise, answer };
}

beforeEach(async () => {
  localStorage.clear();
  host = memoryHost({ projects: 3 });
  setHost(host);
  projects = await host.projectsList();
});

it('adds once when Enter is pressed twice', async () => {
  const line = new QuickAddLine(use());
  line.type('Fix the pump');
  const first = line.save(add);
  const second = line.save(add);
  expect(await second).toBeNull();
  expect((await first)?.title).toBe('Fix the pump');
  expect(await line.save(add)).toBeNull();
  expect(host.calls.filter((call) => call === 'quickAdd')).toHaveLength(1);
});

it('keeps what is typed while it saves', async () => {
  const line = new QuickAddLine(use());
  line.type('One');
  const saved = line.save(add);
  line.type('One Two');
  await saved;
  expect(line.line).toBe('Two');
});

it('keeps the text and says why when it cannot be saved', async () => {
  host.options.failing.add('quickAdd');
  const line = new QuickAddLine(use());
  line.type('One\nmore');
  expect(await line.save(add)).toBeNull();
  expect(line.error?.code).toBe('database_locked');
  expect(line.text).toBe('One\nmore');
  line.type('One!');
  expect(line.error).toBeNull();
});

it('takes the draft up again, the description too, until it is saved', async () => {
  new QuickAddLine(use()).type('Half a thought\r\nwith more\n\nbelow');
  const line = new QuickAddLine(use());
  line.open();
  expect([line.line, line.more]).toEqual(['Half a thought', 'with more\n\nbelow']);
  await line.save(add);
  const next = new QuickAddLine(use());
  next.open();
  expect(next.text).toBe('');
});

it('does not lose the text where storage is refused', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new Error('full');
  });
  const line = new QuickAddLine(use());
  line.open();
  line.type('Half a thought');
  line.close();
  line.open();
  expect(line.line).toBe('Half a thought');
});

it('shows what the newest text means, whatever the order of the answers', async () => {
  const line = new QuickAddLine(use());
  line.type('a !high');
  line.type('a !h');
  line.type('a !low');
  await vi.waitFor(() => expect(line.previewOf).toBe('a !low'));
  expect(line.preview?.priority).toBe('Low');
  expect(host.calls.filter((call) => call === 'quickAddPreview')).toHaveLength(2);
  line.type('');
  expect(line.preview).toBeNull();
});

it('makes the rest of several pasted lines the description', async () => {
  const line = new QuickAddLine(use());
  expect(line.paste('\r\n  \r\nFix it // first\r\nsecond !high\r\n\r\n  third\r\n')).toBe('Fix it // first');
  line.type('Fix it // first');
  await vi.waitFor(() => expect(line.preview).not.toBeNull());
  expect(line.more).toBe('second !high\n\n  third');
  expect(line.descriptionLines).toBe(4);
  expect(line.paste('x\nfourth')).toBe('x');
  expect(line.more).toBe('second !high\n\n  third\nfourth');
  line.typeMore('');
  expect(line.text).toBe('Fix it // first');
});

it('leaves a paste of one line to the line', () => {
  const line = new QuickAddLine(use());
  expect(line.paste('one line\n')).toBe('one line');
  expect(line.more).toBe('');
});

it('refuses a paste beyond the limit and leaves everything as it was', () => {
  const line = new QuickAddLine(use());
  line.type('Keep me\nand me');
  expect(line.paste(`x\n${'y'.repeat(300_000)}`)).toBeNull();
  expect(line.error).toMatchObject({ message: 'The text has 300,002 characters; at most 200,000 fit.' });
  expect(line.text).toBe('Keep me\nand me');
  expect(line.paste('z'.repeat(300_000))).toBeNull();
  expect(line.text).toBe('Keep me\nand me');
  // A character of two code units is one.
  expect(line.paste(`x\n${'🎉'.repeat(150_000)}`)).toBe('x');
});

it('names the tasks that come first', async () => {
  const line = new QuickAddLine(use());
  line.type('a ^6 ^999');
  await vi.waitFor(() => expect(line.titles.get(6)).toBe('Webhook retries can deliver twice'));
  expect(line.titles.get(999)).toBeNull();
});

it('looks for tasks in the project that the line names', async () => {
  const line = new QuickAddLine(use());
  line.type('a @webshop ^log');
  await vi.waitFor(() => expect(line.preview?.project).toBe('webshop'));
  expect(line.target).toBe(projects.find((project) => project.name === 'webshop')?.id);
});

it('drops suggestions for a word that is no longer there', async () => {
  vi.useFakeTimers();
  try {
    const answers = [later<SuggestedTask[]>(), later<SuggestedTask[]>()];
    const asked: string[] = [];
    host.taskSuggest = (_project, text) => {
      asked.push(text);
      return answers[asked.length - 1]?.promise ?? Promise.resolve([]);
    };
    const task = (id: number): SuggestedTask => ({
      id,
      project_id: 1,
      title: `Task ${id}`,
      type: 'Bug',
      status: 'Ready',
    });
    const { completion } = new QuickAddLine(use());
    completion.look('a ^l', 4);
    completion.look('a ^lo', 5);
    await vi.advanceTimersByTimeAsync(100);
    completion.look('a ^log', 6);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual(['lo', 'log']);
    answers[1]?.answer([task(2)]);
    await vi.advanceTimersByTimeAsync(0);
    answers[0]?.answer([task(1)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(completion.items.map((item) => item.insert)).toEqual(['^2']);
    completion.look('a', 1);
    expect(completion.open).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

it('lets Enter take a suggestion only where the word says nothing by itself', () => {
  const { completion } = new QuickAddLine(use());
  const enter = (line: string) => {
    completion.reset();
    completion.look(line, line.length);
    return completion.active >= 0 ? completion.accept() : null;
  };
  expect(enter('a >')).toBeNull();
  expect(enter('a >re')).toBeNull();
  expect(enter('a >ready')).toBeNull();
  expect(enter('a @web')).toEqual({ start: 2, end: 6, text: '@webshop' });
  expect(enter('👩‍👧 #b')).toEqual({ start: 6, end: 8, text: '#bug' });
});

it('stays closed for the word for which it was closed', () => {
  const { completion } = new QuickAddLine(use());
  completion.look('a @', 3);
  expect(completion.open).toBe(true);
  completion.close();
  completion.look('a @w', 4);
  expect(completion.open).toBe(false);
  completion.look('a @w ', 5);
  completion.look('a @w @', 6);
  expect(completion.open).toBe(true);
});
