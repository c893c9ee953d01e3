import { NativeSelect, TextInput } from '@mantine/core';
import { useBranches } from '../../api/branches';
import { dayEndingAt, dayOf, endOf } from '../../api/days';
import { useJourneys } from '../../api/journeys';
import { useRoles } from '../../api/people';
import { usePlan } from '../../api/plan';
import { useBrands } from '../../api/settings';
import type { PlanNode, RoleInput } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';

/** The role whose work is at one branch. */
const AT_BRANCH = 'branch';

interface RoleSelectProps {
  value: RoleInput;
  onChange: (role: RoleInput) => void;
}

/**
 * A role to be given, where it is held, and how long: a branch's at one branch, those for people of other companies for one journey
 * that is shared.
 */
export function RoleSelect({ value, onChange: put }: RoleSelectProps) {
  const { t } = useTranslation();
  const word = useCode();
  const roles = useRoles().data ?? [];
  const branches = (useBranches().data ?? []).filter(branch => !branch.closed);
  const journeys = useJourneys().data ?? [];
  const shared = roles.some(role => role.outside && role.id === value.role);
  // How long is asked once, whatever the role and its place become.
  const onChange = (next: RoleInput) => put({ ...next, ...(value.until && { until: value.until }) });
  const choose = (id: string) => {
    const outside = roles.some(role => role.outside && role.id === id);
    const [branch, journey] = [branches[0]?.id, journeys[0]?.id];
    onChange({ role: id, ...(id === AT_BRANCH && branch && { branch }), ...(outside && journey && { journey }) });
  };
  const canBeHeld = (role: { id: string; outside: boolean }) =>
    role.outside ? journeys.length > 0 : role.id !== AT_BRANCH || branches.length > 0;
  return (
    <>
      <NativeSelect
        label={t('people.role')}
        value={value.role}
        onChange={event => choose(event.currentTarget.value)}
        data={roles.filter(canBeHeld).map(role => ({ value: role.id, label: word('role', role.id) }))}
      />
      {value.role === AT_BRANCH ? (
        <NativeSelect
          label={t('people.branch')}
          value={value.branch ?? ''}
          onChange={event => onChange({ role: AT_BRANCH, branch: event.currentTarget.value })}
          data={branches.map(branch => ({ value: branch.id, label: foreign(branch.name) }))}
        />
      ) : null}
      {shared ? (
        <NativeSelect
          label={t('people.journey')}
          description={t('people.journey_hint')}
          value={value.journey ?? ''}
          onChange={event => onChange({ role: value.role, journey: event.currentTarget.value })}
          data={journeys.map(journey => ({ value: journey.id, label: foreign(journey.name) }))}
        />
      ) : null}
      {shared || value.role === AT_BRANCH ? null : <PlaceSelect value={value} onChange={onChange} />}
      <LastDay value={value} onChange={put} />
    </>
  );
}

/** Where a role is held: everywhere, or at a node of the plan with everything below it; of all brands, or of one. */
function PlaceSelect({ value, onChange }: RoleSelectProps) {
  const { t } = useTranslation();
  const nodes = usePlan().data?.nodes ?? [];
  const brands = useBrands().data ?? [];
  const place = (node: string, brand: string) =>
    onChange({ role: value.role, ...(node && { node }), ...(brand && { brand }) });
  return (
    <>
      <NativeSelect
        label={t('people.place')}
        description={t('people.place_hint')}
        value={value.node ?? ''}
        onChange={event => place(event.currentTarget.value, value.brand ?? '')}
        data={[
          { value: '', label: t('people.everywhere') },
          ...nodes.map(node => ({ value: node.id, label: wayTo(nodes, node) })),
        ]}
      />
      {brands.length > 1 ? (
        <NativeSelect
          label={t('people.brand')}
          value={value.brand ?? ''}
          onChange={event => place(value.node ?? '', event.currentTarget.value)}
          data={[
            { value: '', label: t('people.all_brands') },
            ...brands.map(brand => ({ value: brand.id, label: foreign(brand.name) })),
          ]}
        />
      ) : null}
    </>
  );
}

/** The last day on which a role is held; without one it is held until somebody takes it back. */
function LastDay({ value: { until, ...held }, onChange }: RoleSelectProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="date"
      label={t('people.last_day')}
      description={t('people.last_day_hint')}
      value={(until && dayEndingAt(until)) || ''}
      min={dayOf(new Date())}
      onChange={event => {
        const day = event.currentTarget.value;
        onChange({ ...held, ...(day && { until: endOf(day) }) });
      }}
    />
  );
}

/** The names from the plan down to a node. */
function wayTo(nodes: readonly PlanNode[], node: PlanNode): string {
  const names = new Map(nodes.map(one => [one.id, one.name]));
  return node.path.map(id => foreign(names.get(id) ?? id)).join(' › ');
}
