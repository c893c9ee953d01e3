import type { components } from '../src/api/schema.ts';

type Schemas = components['schemas'];
export type BranchLink = Schemas['BranchLink'];
export type BranchView = Schemas['BranchView'];
export type BrandSummary = Schemas['BrandSummary'];
export type CustomerSummary = Schemas['CustomerSummary'];
export type JourneySummary = Schemas['JourneySummary'];
export type JourneyView = Schemas['JourneyView'];
export type Page_DeliverySummary = Schemas['Page_DeliverySummary'];
export type Page_LedgerRecord = Schemas['Page_LedgerRecord'];
export type Plan = Schemas['Plan'];
export type PlanNode = Schemas['PlanNode'];
