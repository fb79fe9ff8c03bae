import { actions } from './actions';
import { agents } from './agents';
import { board } from './board';
import { card } from './card';
import { claude } from './claude';
import { document } from './document';
import { filter } from './filter';
import { instructions } from './instructions';
import { palette } from './palette';
import { project } from './project';
import { quickadd } from './quickadd';
import { requests } from './requests';
import { runs } from './runs';
import { settings } from './settings';
import { shared } from './shared';
import { task } from './task';
import { window } from './window';

export const en = {
  actions,
  agents,
  board,
  card,
  claude,
  document,
  filter,
  instructions,
  palette,
  project,
  quickadd,
  requests,
  runs,
  settings,
  shared,
  task,
  window,
};
