import { expect, it } from 'vitest';
import { readCodes } from './codes';

it('reads one code a line, whatever else the file brings', () => {
  expect(readCodes('\uFEFFcode;value\r\n"A-1";10\r\nA-2\n\nA-1\n')).toEqual(['A-1', 'A-2']);
});
