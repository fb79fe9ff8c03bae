import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryHost, type MemoryHost } from '../../../tests/memory-host';
import { setHost, type PathReport } from '../../lib/host';
import { app } from '../../stores/app.svelte';
import { opening } from '../project/opening.svelte';
import Welcome from './Welcome.svelte';

let host: MemoryHost;

function report(patch: Partial<PathReport>): PathReport {
  return {
    given: '/home/ada',
    path: '/home/ada',
    exists: true,
    is_folder: true,
    readable: true,
    writable: true,
    git: 'repository',
    git_root: null,
    default_branch: 'trunk',
    remote_url: null,
    suggested_repository: null,
    has_claude_md: false,
    agents: 0,
    project_id: null,
    can_open: true,
    error: null,
    warnings: [],
    ...patch,
  };
}

async function choose(found: PathReport): Promise<string[]> {
  const opened: string[] = [];
  host.pickFolder = () => Promise.resolve(found.given);
  host.projectValidatePath = () => Promise.resolve(found);
  const open = host.projectOpen.bind(host);
  host.projectOpen = (path) => {
    opened.push(path);
    return open(path);
  };
  await fireEvent.click(screen.getByTestId('welcome-open'));
  await waitFor(() => expect(opening.busy).toBe(false));
  return opened;
}

beforeEach(async () => {
  host = memoryHost({ tasks: 3 });
  setHost(host);
  opening.forget();
  await app.start();
  render(Welcome);
});

describe('the first screen', () => {
  it('opens a folder that nothing speaks against at once', async () => {
    expect(await choose(report({ given: '/src/a', path: '/src/a' }))).toEqual(['/src/a']);
    expect(screen.queryByTestId('open-report')).toBeNull();
  });

  it('shows what is unusual about a folder and opens it only when told to', async () => {
    const opened = await choose(
      report({
        warnings: [{ code: 'home_folder', message: '/home/ada is your home folder', hint: 'Open one project.' }],
      }),
    );
    expect(opened).toEqual([]);
    expect((await screen.findByTestId('open-report')).textContent).toContain('/home/ada is your home folder.');
    await fireEvent.click(screen.getByRole('button', { name: 'Open anyway' }));
    await waitFor(() => expect(opened).toEqual(['/home/ada']));
  });

  it('says why a folder cannot be opened, and offers no way round', async () => {
    const error = { code: 'not_a_folder', message: '/home/ada/x is a file', hint: 'Choose the folder that holds it.' };
    expect(await choose(report({ can_open: false, is_folder: false, error }))).toEqual([]);
    expect((await screen.findByRole('alert')).textContent).toContain('Choose the folder that holds it.');
    expect(screen.queryByRole('button', { name: 'Open anyway' })).toBeNull();
  });

  it('does nothing when the dialog is cancelled', async () => {
    host.pickFolder = () => Promise.resolve(null);
    await fireEvent.click(screen.getByTestId('welcome-open'));
    await waitFor(() => expect(opening.busy).toBe(false));
    expect(opening.report).toBeNull();
    expect(opening.error).toBeNull();
  });
});
