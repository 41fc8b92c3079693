import { QueryClient, useMutation, useQuery } from '@tanstack/react-query';
import { ApiError } from './client';
import { api } from './routes';

/** Answers of the server that are kept and shared by the whole page. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.status === 0,
    },
  },
});

export const useSession = () => useQuery({ queryKey: ['session'], queryFn: api.session });
export const useNodeTypes = () => useQuery({ queryKey: ['nodes'], queryFn: api.catalogue, staleTime: Infinity });
export const useFunctions = () =>
  useQuery({ queryKey: ['functions'], queryFn: api.functions, staleTime: Infinity });
export const useExamples = () =>
  useQuery({ queryKey: ['examples'], queryFn: api.examples, staleTime: Infinity });
export const useWorkflows = () =>
  useQuery({ queryKey: ['workflows'], queryFn: api.workflows, staleTime: 0 });
export const useVersions = (path: string) =>
  useQuery({ queryKey: ['versions', path], queryFn: () => api.versions(path), staleTime: 0 });
export const useRuns = (path: string) =>
  useQuery({ queryKey: ['runs', path], queryFn: () => api.runs(path), staleTime: 0 });
export const useRun = (id: string | null) =>
  useQuery({
    queryKey: ['run', id],
    queryFn: () => api.run(id ?? ''),
    enabled: id !== null,
    staleTime: 0,
  });
export const useConnectionKinds = () =>
  useQuery({ queryKey: ['connectionKinds'], queryFn: api.connectionKinds, staleTime: Infinity });
export const useConnections = () => useQuery({ queryKey: ['connections'], queryFn: api.connections, staleTime: 0 });
/** What is inside a connection at a path; a search looks at all depths. */
export const useInside = (name: string, path: string[], search: string) =>
  useQuery({
    queryKey: ['inside', name, path, search],
    queryFn: ({ signal }) => api.inside(name, path, search, signal),
    enabled: name !== '',
    staleTime: 300_000,
  });
export const useFolder = (folder: string) =>
  useQuery({ queryKey: ['files', folder], queryFn: () => api.files(folder), staleTime: 0 });

export const useUpload = () =>
  useMutation({
    mutationFn: (file: File) => api.upload(file.name, file),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['files'] }),
  });
