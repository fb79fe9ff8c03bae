import { actions } from './actions';
import { board } from './board';
import { card } from './card';
import { filter } from './filter';
import { palette } from './palette';
import { project } from './project';
import { quickadd } from './quickadd';
import { settings } from './settings';
import { shared } from './shared';
import { task } from './task';
import { window } from './window';

export const en = { actions, board, card, filter, palette, project, quickadd, settings, shared, task, window };
