// Tools as a field has them and as they are known: which ones there are, in groups, and which are strangers.
import type { AgentTool, AgentValue } from '../../lib/host';

export type ToolsMode = 'all' | 'none' | 'some';

/** Returns what the field says: absent is all, present without a tool is none. */
export function modeOf(present: boolean, value: AgentValue | null): ToolsMode {
  if (!present) return 'all';
  return toolsOf(value).length > 0 ? 'some' : 'none';
}

/** Returns the tools that a value names. */
export function toolsOf(value: AgentValue | null): string[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Other names that Claude Code still takes for its tools. */
const ALIASES = new Set(['*', 'Task', 'KillShell', 'KillBash']);

/** `Bash(git log:*)` is the tool `Bash` with a rule of its own. */
function baseOf(tool: string): string {
  const at = tool.indexOf('(');
  return at < 0 ? tool : tool.slice(0, at);
}

/** Returns whether a tool is known: by its name, as a rule of one, or as all tools of a server. */
export function isKnown(tool: string, tools: readonly AgentTool[]): boolean {
  const base = baseOf(tool);
  if (ALIASES.has(base)) return true;
  return tools.some(
    ({ name, source }) =>
      name === base || (source !== 'cli' && (base === `mcp__${source}` || base === `mcp__${source}__*`)),
  );
}

export interface ToolGroup {
  /** `cli`, an MCP server's name, or null for what the field names and nobody knows. */
  source: string | null;
  tools: AgentTool[];
}

/** Returns what can be picked, in groups, narrowed to a query; what is chosen and not known comes first. */
export function groupsOf(tools: readonly AgentTool[], chosen: readonly string[], query: string): ToolGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name, description, source }: AgentTool): boolean => {
    const text = `${name} ${description} ${source}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const names = new Set(tools.map((tool) => tool.name));
  const strangers = chosen
    .filter((name) => !names.has(name))
    .map((name): AgentTool => ({ name, source: '', description: '' }));
  const sources = [...new Set(tools.map((tool) => tool.source))].sort(
    (a, b) => Number(b === 'cli') - Number(a === 'cli') || a.localeCompare(b),
  );
  return [
    { source: null, tools: strangers.filter(fits) },
    ...sources.map((source) => ({ source, tools: tools.filter((tool) => tool.source === source && fits(tool)) })),
  ].filter((group) => group.tools.length > 0);
}
