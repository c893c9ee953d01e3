// @vitest-environment node
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import de from '../i18n/de.json';
import en from '../i18n/en.json';
import { LANGUAGES } from '../i18n/index';
import itFile from '../i18n/it.json';
import nl from '../i18n/nl.json';
import pl from '../i18n/pl.json';
import { VALUES } from './said';

interface Schema {
  $ref?: string;
  type?: string;
  enum?: string[];
  items?: Schema;
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
}
const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  components: { schemas: Record<string, Schema> };
};
const schemas = document.components.schemas;
const FILES: Record<string, Record<string, Record<string, string>>> = { en, de, it: itFile, nl, pl } as never;

/** Where the language files have the words for what the published document enumerates. */
const SENTENCES: Record<string, string> = {
  ActualsSaid: 'actuals_fault',
  AssumptionSaid: 'assumption',
  ChangeSaid: 'change',
  CheckFact: 'fact',
  DamageSaid: 'damage',
  EntrySaid: 'entry',
  ExplainSaid: 'explain',
  FailureSaid: 'failure',
  GoesSaid: 'goes',
  HintSaid: 'hint',
  HoldSaid: 'hold_fact',
  PatternSaid: 'pattern',
  ProblemSaid: 'problem_said',
  ProofSaid: 'proof',
  RowSaid: 'row_fault',
  TrialSaid: 'trial_said',
  UncreditedSaid: 'uncredited',
  VoucherSaid: 'voucher_said',
  WaitingSaid: 'waits',
  WaySaid: 'way',
  WhySaid: 'answer',
};
const CODES: Record<string, string | string[]> = {
  AttentionCode: 'attention',
  CheckCode: 'check',
  CheckOutcomeCode: 'check_outcome',
  ConsentRefusalCode: 'consent_refusal',
  DeliveryCode: 'delivery',
  DocumentProblemCode: 'document_problem',
  ExitCode: 'exit',
  FileFieldCode: 'file_field',
  FileRowCode: ['file_row', 'order_word', 'illegible'],
  GapCode: 'gap',
  HoldCode: 'hold',
  IdentifierCode: 'identifier',
  IllegibleCode: 'illegible',
  LimitedActCode: 'limited_act',
  MomentCode: 'moment',
  NodeChangeCode: 'node_change',
  ObligationCode: 'obligation',
  ObstacleCode: 'obstacle',
  OrderDoubtCode: 'order_doubt',
  OrderStateCode: 'order_state',
  OrderWordCode: 'order_word',
  RefusalCode: 'refusal',
  SetAsideCode: 'set_aside',
  SourceActCode: 'source_act',
  StoreCode: 'store',
  SuppressionCode: 'suppression',
  TrustCode: 'trust',
  VerdictCode: 'verdict',
  VoucherRefusalCode: 'voucher_refusal',
};

/** Codes that the document only has as items of a list. */
const ITEMS: Record<string, string> = { All_DayCode: 'weekday' };

const named = (schema: Schema) => schema.$ref?.split('/').at(-1) ?? '';
const codeOf = (variant: Schema) => variant.properties?.code?.enum?.[0] ?? '';

it('has a place for every enumeration and every set of sentences of the published document', () => {
  const codes = Object.keys(schemas).filter(name => name.endsWith('Code') && schemas[name]?.enum);
  const said = Object.keys(schemas).filter(name => schemas[name]?.oneOf?.every(variant => codeOf(variant) !== ''));
  expect(codes.sort()).toEqual(Object.keys(CODES));
  expect(said.sort()).toEqual(Object.keys(SENTENCES));
});

describe.each(Object.keys(LANGUAGES))('in %s', language => {
  it.each(Object.entries(CODES))('every %s has a word', (name, groups) => {
    const words = [groups].flat().flatMap(group => Object.keys(FILES[language]?.[group] ?? {}));
    expect((schemas[name]?.enum ?? []).filter(code => !words.includes(code))).toEqual([]);
  });

  it.each(Object.entries(ITEMS))('every item of %s has a word', (name, group) => {
    const words = Object.keys(FILES[language]?.[group] ?? {});
    expect((schemas[name]?.items?.enum ?? ['missing']).filter(code => !words.includes(code))).toEqual([]);
  });

  it.each(Object.entries(SENTENCES))('every %s is said, with the values it has and no others', (name, group) => {
    for (const variant of schemas[name]?.oneOf ?? []) {
      const text = FILES[language]?.[group]?.[codeOf(variant)];
      expect(text, `${group}.${codeOf(variant)}`).toBeTypeOf('string');
      const used = [...(text ?? '').matchAll(/\{\{\s*(\w+)/g)].map(match => match[1] ?? '');
      const given = Object.keys(variant.properties ?? {}).filter(value => value !== 'code');
      expect(
        used.filter(value => !given.includes(value)),
        `${group}.${codeOf(variant)}`,
      ).toEqual([]);
    }
  });
});

it('writes each value of a sentence as what it is', () => {
  for (const name of Object.keys(SENTENCES)) {
    for (const variant of schemas[name]?.oneOf ?? []) {
      for (const [value, schema] of Object.entries(variant.properties ?? {})) {
        if (value !== 'code')
          expect(VALUES[value] ?? 'text', `${codeOf(variant)}.${value}`).toSatisfy(as => fits(as, schema));
      }
    }
  }
});

function fits(as: unknown, schema: Schema): boolean {
  if (/^(All|Either)_/.test(named(schema))) return fits(as, schemas[named(schema)]?.items ?? {});
  const part = SENTENCES[named(schema)];
  if (part) return (as as { part?: string }).part === part;
  const groups = [...Object.values(CODES).flat(), ...Object.values(ITEMS)];
  if (schema.enum) return typeof as === 'object' && groups.includes((as as { group: string }).group);
  const group = CODES[named(schema)];
  if (group) return (as as { group?: string }).group === group;
  const of: Record<string, unknown[]> = {
    Moment: ['moment'],
    Seconds: ['length'],
    Amount: ['money'],
    Worth: ['worth'],
    ApprovalState: [VALUES.status],
  };
  if (schema.$ref) return of[named(schema)]?.includes(as) ?? false;
  if (schema.type === 'integer' || schema.type === 'number') return as === 'number' || as === 'percent';
  return as === 'text' || as === 'event' || as === 'channel' || typeof as === 'object';
}
