export type * from './types';
export * from './clipboard';
export * from './edits';
export * from './ends';
export * from './graph';
export * from './ids';
export * from './parameters';
export * from './read';
