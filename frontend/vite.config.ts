import { defineConfig } from 'vitest/config';

/** The running `kanva serve` that the development server passes calls on to. */
const server = process.env['KANVA_SERVER'] ?? 'http://127.0.0.1:8321';

export default defineConfig({
  build: {
    outDir: '../backend/kanva/_static',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      onLog(level, log, handle) {
        // Mantine marks its modules for server components; in a browser bundle the mark means nothing.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  server: {
    proxy: { '/api': { target: server, ws: true }, '/login': { target: server } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'tests/**/*.test.ts'] },
});
