export type { Host } from './host';
export type * from './types';
