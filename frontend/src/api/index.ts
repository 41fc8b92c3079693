export { ApiError, call, clientId, ownProblem, problemOf, whenSignedOut } from './client';
export { api } from './routes';
export * from './queries';
export { listen } from './events';
export type * from './types';
