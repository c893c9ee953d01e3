import { zoneOf } from '../../i18n/places';
import { type Fields, isFields, type Json } from './document';

/** What is a brand's own and never another's. */
const OWN = ['sender', 'look', 'hold_out'];

/**
 * The settings of a new brand: those of another, but for who sends, how it looks and whom it holds out; without one, what every
 * brand needs.
 */
export function newBrand(id: string, name: string, like: unknown): Fields {
  const model = isFields(like as Json) ? (like as Fields) : null;
  if (!model) {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zone = zoneOf('DE', own) ?? own;
    const purposes = [{ id: 'service', kind: 'service', wordings: [] }];
    return { id, name, zone, country: 'DE', languages: ['en'], currency: 'EUR', purposes, channels: [] };
  }
  const kept = Object.entries(model).filter(([field]) => !OWN.includes(field));
  return { ...Object.fromEntries(kept), id, name };
}
