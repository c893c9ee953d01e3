/** The words in which a brand asks for something, in one language. */
export interface Wording {
  version: number;
  language: string;
  text: string;
}

/** What one can agree to: a purpose and, by language, the newest words that a brand has for it. */
export interface Term {
  purpose: string;
  wordings: Wording[];
}

interface Purpose {
  id: string;
  wordings?: Wording[];
}

/** What the settings document of a brand asks consent for: a purpose without words rests on something else. */
export function termsOf(settings: { purposes?: Purpose[] }): Term[] {
  return (settings.purposes ?? []).flatMap(({ id, wordings = [] }) => {
    const newest = Math.max(...wordings.map(({ version }) => version));
    const latest = wordings.filter(({ version }) => version === newest);
    return latest.length > 0 ? [{ purpose: id, wordings: latest }] : [];
  });
}

/** The words in the language asked for, else the first there are. */
export function wordingIn(term: Term | undefined, language: string): Wording | undefined {
  return term?.wordings.find(wording => wording.language === language) ?? term?.wordings[0];
}

/** What is chosen; empty where one may leave it open and did not choose, or did not choose yet. */
export interface Chosen {
  purpose: string;
  channel: string;
  language: string;
}

/** What is meant by what was chosen: one agrees to something named, by default the first; a "no" may be to everything. */
export function meant(chosen: Chosen, agrees: boolean, terms: readonly Term[], channels: readonly string[]) {
  const purpose = chosen.purpose || (agrees ? (terms[0]?.purpose ?? '') : '');
  const channel = chosen.channel || (agrees ? (channels[0] ?? '') : '');
  const term = terms.find(one => one.purpose === purpose);
  return { purpose, channel, term, wording: agrees ? wordingIn(term, chosen.language) : undefined };
}
