/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fakePlugin } from './fake/plugin.ts';
import { compress } from './scripts/compress.ts';
import { words } from './scripts/words.ts';

/** `--mode fake` answers the API from memory (development and screenshots); a normal build knows nothing of it. */
export default defineConfig(({ mode }) => ({
  plugins: [react(), words(), mode === 'fake' ? fakePlugin() : compress()],
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 800 },
  server: mode === 'fake' ? {} : { proxy: { '/v1': process.env.RAPPORT_URL ?? 'http://127.0.0.1:8080' } },
  test: {
    testTimeout: 30_000,
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/ui/test-setup.ts'],
  },
}));
