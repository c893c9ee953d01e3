import type { Picture } from './layout';

/** Room around the picture, in pixels. */
export const PAD = 24;
/** Below this the text could not be read: a wider picture is moved sideways instead. */
export const SMALLEST = 0.82;
/** In less room than this one sees too little of a picture that has to be moved. */
const PHONE = 600;

/** Whether a journey is told as a list, because its picture could be neither read nor overlooked in this room. */
export function isListed(room: number, { width }: Pick<Picture, 'width'>): boolean {
  return room < PHONE && (width + 2 * PAD) * SMALLEST > room;
}
