import type { SourceAct, SourceChange, SourceView, Touchpoint, Trust } from '../api/types';

export const TOUCHPOINTS: Touchpoint[] = ['shop', 'app', 'till', 'branch', 'call_centre', 'social'];
export const TRUSTS: Trust[] = ['public', 'trusted'];
const PUBLIC_ACTS: SourceAct[] = ['events', 'decide', 'request_consent', 'withdraw'];
const TRUSTED_ACTS: SourceAct[] = [
  ...PUBLIC_ACTS,
  'claim_consent',
  'prove_consent',
  'suppress',
  'vouchers',
  'look_up',
  'reports',
];

/** What the dialog asks about a source, new or known. */
export interface SourceForm {
  id: string;
  name: string;
  touchpoint: Touchpoint;
  brand: string;
  trust: Trust;
  acts: SourceAct[];
  branches: string[];
  /** The origins of its pages, one in a line, while it is public. */
  origins: string;
}

/** What a source of this trust can be given at all. */
export function possibleActs(trust: Trust): SourceAct[] {
  return trust === 'public' ? PUBLIC_ACTS : TRUSTED_ACTS;
}

/** The form as it opens: the source as it is, or a new one. */
export function toForm(source: SourceView | null): SourceForm {
  if (!source) return { id: '', name: '', brand: '', branches: [], origins: '', ...atTouchpoint('shop') };
  const { id, name, brand, trust, acts, branches, origins } = source;
  return {
    id,
    name,
    brand,
    trust,
    acts,
    branches,
    origins: origins.join('\n'),
    touchpoint: source.touchpoint as Touchpoint,
  };
}

/** What a new source at a touchpoint is unless someone says otherwise. */
export function atTouchpoint(touchpoint: Touchpoint) {
  const open = touchpoint === 'shop' || touchpoint === 'app' || touchpoint === 'social';
  return { touchpoint, ...believed(open ? 'public' : 'trusted') };
}

/** A trust with what is usual for it; silencing addresses is never given in passing. */
export function believed(trust: Trust) {
  return { trust, acts: possibleActs(trust).filter(act => act !== 'reports') };
}

/** The origins as they are written, however they are set apart; a trusted source has no pages. */
export function toOrigins({ trust, origins }: SourceForm): string[] {
  return trust === 'public' ? origins.split(/[\s,]+/).filter(Boolean) : [];
}

/** What of a known source can be changed. */
export function toChange(form: SourceForm): SourceChange {
  const { trust, acts, branches } = form;
  return { trust, acts, branches, origins: toOrigins(form) };
}

/** What someone who read the key of a public source could do from now on: be believed, or do more than before. */
export function widened(before: SourceView | null, form: SourceForm): { believed: boolean; more: SourceAct[] } {
  if (before?.trust !== 'public') return { believed: false, more: [] };
  return {
    believed: form.trust === 'trusted',
    more: possibleActs(form.trust).filter(act => form.acts.includes(act) && !before.acts.includes(act)),
  };
}
