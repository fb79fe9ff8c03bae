import { expect, it } from 'vitest';
import { DOCTOR, DOCTOR_BAD } from '../../../tests/claude-samples';
import { checkName, contextUsed, doctorText } from './doctor-text';

it('has each check with its state, what was found and what to do', () => {
  const text = doctorText(DOCTOR);
  expect(text).toContain(
    '[Warning] Billing: ANTHROPIC_API_KEY is set: runs would be billed to the API.\n    Take it out',
  );
  expect(text).toContain('[Could not check] Disk space: ');
});

it('has what Claude Code has loaded', () => {
  const text = doctorText(DOCTOR);
  expect(text).toContain('MCP servers: docs (connected), github (failed) npx: command not found');
  expect(text).toContain('    System tools: 14900');
  expect(contextUsed(DOCTOR.claude?.context ?? [])).toBe(31_200);
});

it('ends after the checks where Claude Code could not be asked', () => {
  expect(doctorText(DOCTOR_BAD).trim().split('\n').at(-1)).toBe('[OK] Database: No damage found.');
});

it('leaves a check that it does not know its own name', () => {
  expect(checkName('mcp')).toBe('MCP servers');
  expect(checkName('kernel')).toBe('kernel');
});
