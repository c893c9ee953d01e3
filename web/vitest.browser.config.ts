import { defineConfig } from 'vitest/config';

/** Tests in a real browser against a real server (`RAPPORT_URL`), one after the other: they look at the same state. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['browser/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
