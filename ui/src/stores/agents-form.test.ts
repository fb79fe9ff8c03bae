import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyToAgent, readAgent } from '../../tests/memory-agents';
import { memoryHost, type MemoryHost } from '../../tests/memory-host';
import { setHost, type AgentApplied, type AgentReading } from '../lib/host';
import { AgentForm } from './agents-form.svelte';

const PATH = '.claude/agents/one.md';
const START = '---\nname: one\n# kept\ndescription: First.\n---\nBody\n';

let host: MemoryHost;
let text: string;
let form: AgentForm;

/** Answers that are given when the test says so. */
function held<T>(): { ask: () => Promise<T>; give: (value: T) => void; asked: () => number } {
  const waiting: ((value: T) => void)[] = [];
  let asked = 0;
  return {
    ask: () => {
      asked += 1;
      return new Promise((done) => waiting.push(done));
    },
    give: (value) => waiting.shift()?.(value),
    asked: () => asked,
  };
}

const fieldOf = (key: string) => form.reading?.fields.find((field) => field.key === key);
const valueOf = (key: string) => {
  const field = fieldOf(key);
  return field ? form.valueOf(field) : undefined;
};

beforeEach(() => {
  host = memoryHost({ tasks: 0 });
  setHost(host);
  text = START;
  form = new AgentForm({ project: 1, path: PATH, current: () => text, write: (next) => (text = next) });
});
afterEach(() => {
  form.close();
  vi.useRealTimers();
});

describe('the form of an agent', () => {
  it('shows what is read of the text', async () => {
    await form.read();
    expect(valueOf('description')).toBe('First.');
    expect(form.body).toBe('Body\n');
  });

  it('reads a text that is typed once it rests', async () => {
    vi.useFakeTimers();
    await form.read();
    for (const typed of ['F', 'Fa', 'Fast']) {
      text = START.replace('First.', typed);
      form.typed();
      await vi.advanceTimersByTimeAsync(40);
    }
    expect(valueOf('description')).toBe('First.');
    await vi.advanceTimersByTimeAsync(200);
    expect(valueOf('description')).toBe('Fast');
    expect(host.calls.filter((call) => call === 'agentRead')).toHaveLength(2);
  });

  it('drops an answer for an older text', async () => {
    const answers = held<AgentReading>();
    host.agentRead = answers.ask;
    const first = form.read();
    const older = readAgent(PATH, text);
    text = START.replace('First.', 'Newer.');
    const second = form.read();
    answers.give(older);
    await first;
    expect(form.reading).toBeNull();
    answers.give(readAgent(PATH, text));
    await second;
    expect(valueOf('description')).toBe('Newer.');
  });

  it('writes a change into the text and leaves every other line', async () => {
    await form.read();
    await form.change('description', 'Second.');
    expect(text).toBe(START.replace('First.', 'Second.'));
    expect(valueOf('description')).toBe('Second.');
  });

  it('takes a field out of the text', async () => {
    text = START.replace('---\nBody', 'color: red\n---\nBody');
    await form.read();
    await form.change('color', null);
    expect(text).toBe(START);
    expect(fieldOf('color')?.present).toBe(false);
  });

  it('makes a change again over what was typed while it was made', async () => {
    await form.read();
    const answers = held<AgentApplied>();
    host.agentApply = answers.ask;
    const changing = form.change('color', 'red');
    const changes = [{ key: 'color', value: 'red' }];
    const older = applyToAgent(PATH, text, changes);
    text = START.replace('Body', 'Body that was typed meanwhile');
    answers.give(older);
    await vi.waitFor(() => expect(answers.asked()).toBe(2));
    answers.give(applyToAgent(PATH, text, changes));
    await changing;
    expect(text).toContain('Body that was typed meanwhile');
    expect(text).toContain('color: red');
  });

  it('shows a value that is on its way, and makes quick changes together', async () => {
    await form.read();
    const apply = host.agentApply.bind(host);
    const asked: number[] = [];
    host.agentApply = (path, over, changes) => {
      asked.push(changes.length);
      return apply(path, over, changes);
    };
    const first = form.change('description', 'a');
    void form.change('description', 'ab');
    void form.change('model', 'opus');
    expect(valueOf('description')).toBe('ab');
    expect(valueOf('model')).toBe('opus');
    await first;
    expect(asked).toEqual([1, 2]);
    expect(text).toContain('description: ab\n');
    expect(text).toContain('model: opus\n');
  });

  it('keeps a change that could not be made, and makes it at the next try', async () => {
    await form.read();
    host.options.failing.add('agentApply');
    await form.change('description', 'Kept.');
    expect(form.error?.code).toBe('database_locked');
    expect(valueOf('description')).toBe('Kept.');
    expect(text).toBe(START);
    host.options.failing.clear();
    await form.retry();
    expect(form.error).toBeNull();
    expect(text).toContain('description: Kept.');
  });

  it('makes the others when one of several changes can not be made', async () => {
    await form.read();
    const apply = host.agentApply.bind(host);
    host.agentApply = (path, over, changes) =>
      changes.some(({ key }) => key === 'model')
        ? Promise.reject({ code: 'agent_unwritable', message: 'no way', hint: '', retryable: false })
        : apply(path, over, changes);
    void form.change('color', 'red');
    void form.change('model', 'odd');
    await form.change('description', 'Made.');
    expect(text).toContain('color: red\n');
    expect(text).toContain('description: Made.\n');
    expect(form.error?.code).toBe('agent_unwritable');
    expect(valueOf('model')).toBe('odd');
    host.agentApply = apply;
    await form.change('model', 'opus');
    expect(form.error).toBeNull();
    expect(text).toContain('model: opus\n');
  });

  it('goes by the text again once that is changed by hand', async () => {
    await form.read();
    host.options.failing.add('agentApply');
    await form.change('description', 'Stuck.');
    expect(valueOf('description')).toBe('Stuck.');
    text = START.replace('First.', 'By hand.');
    await form.read();
    expect(valueOf('description')).toBe('By hand.');
    expect(form.error).toBeNull();
  });

  it('leaves the text alone once another file is shown', async () => {
    await form.read();
    const answers = held<AgentApplied>();
    host.agentApply = answers.ask;
    const changing = form.change('color', 'red');
    form.close();
    answers.give(applyToAgent(PATH, text, [{ key: 'color', value: 'red' }]));
    await changing;
    expect(text).toBe(START);
  });
});
