import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePutTemplate } from '../../api/approvals';
import { freshKey } from '../../api/key';
import { useRoles } from '../../api/people';
import { usePlan } from '../../api/plan';
import type { TemplateView } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { FormDialog } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { useSay } from '../../ui/notices';
import { formOf, oneMore, type StageForm, stagesOf } from './stages';

const KINDS = ['journey', 'reallocation'] as const;

/** Makes or changes a template: for what, where, and its stages one after the other. */
export function TemplateDialog({ template, onClose }: { template: TemplateView | null; onClose: () => void }) {
  const { t } = useTranslation();
  const word = useCode();
  const say = useSay();
  const put = usePutTemplate();
  const nodes = usePlan().data?.nodes ?? [];
  const [name, setName] = useState(template?.name ?? '');
  const [kind, setKind] = useState<(typeof KINDS)[number]>(template?.kind ?? 'journey');
  const [node, setNode] = useState(template?.node ?? 'company');
  const [always, setAlways] = useState(template?.always ?? false);
  const shown = template ? formOf(template.stages) : [oneMore([])];
  const [stages, setStages] = useState<readonly StageForm[]>(shown ?? []);
  const [id] = useState(() => template?.id ?? `t-${freshKey().slice(0, 8)}`);
  const kept = shown === null && template ? template.stages : stagesOf(stages);
  const body = { kind, always, name: name.trim(), stages: kept, ...(node !== 'company' && { node }) };
  const change = (at: number, part: Partial<StageForm>) =>
    setStages(stages.map((stage, n) => (n === at ? { ...stage, ...part } : stage)));
  return (
    <FormDialog
      title={template ? t('template.edit', { name: template.name }) : t('template.add')}
      verb={t('action.save')}
      busy={put.isPending}
      error={put.error}
      disabled={name.trim() === '' || (shown !== null && stages.some(stage => stage.name.trim() === ''))}
      onClose={onClose}
      onSubmit={() =>
        put.mutate(
          { id, body },
          {
            onSuccess: () => {
              say(t('template.saved'));
              onClose();
            },
          },
        )
      }
    >
      <TextInput
        label={t('field.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={200}
        required
      />
      <NativeSelect
        label={t('template.kind')}
        value={kind}
        onChange={event => setKind(KINDS.find(one => one === event.currentTarget.value) ?? 'journey')}
        data={KINDS.map(value => ({ value, label: word('approval_kind', value) }))}
      />
      <NativeSelect
        label={t('limit.place')}
        value={node}
        onChange={event => setNode(event.currentTarget.value)}
        data={[
          { value: 'company', label: t('limit.company') },
          ...nodes.map(one => ({ value: one.id, label: foreign(one.name) })),
        ]}
      />
      <Checkbox
        label={t('template.always')}
        checked={always}
        onChange={event => setAlways(event.currentTarget.checked)}
      />
      <h3>{t('template.stages')}</h3>
      {shown === null && template ? (
        <pre className="small">
          <Foreign>{JSON.stringify(template.stages, null, 2)}</Foreign>
        </pre>
      ) : null}
      {stages.map((stage, at) => (
        <Stage
          key={stage.id}
          stage={stage}
          number={at + 1}
          onChange={part => change(at, part)}
          onRemove={stages.length > 1 ? () => setStages(stages.filter(one => one !== stage)) : null}
        />
      ))}
      {shown === null ? null : (
        <div>
          <Button size="xs" onClick={() => setStages([...stages, oneMore(stages)])}>
            {t('template.add_stage')}
          </Button>
        </div>
      )}
    </FormDialog>
  );
}

interface StageProps {
  stage: StageForm;
  number: number;
  onChange: (part: Partial<StageForm>) => void;
  onRemove: (() => void) | null;
}

function Stage({ stage, number, onChange, onRemove }: StageProps) {
  const { t } = useTranslation();
  const word = useCode();
  const roles = (useRoles().data ?? []).filter(role => !role.outside);
  return (
    <fieldset className="stack group">
      <legend>{t('template.stage', { number })}</legend>
      <TextInput
        label={t('template.stage_name')}
        value={stage.name}
        onChange={event => onChange({ name: event.currentTarget.value })}
        maxLength={200}
        required
      />
      <NativeSelect
        label={t('template.role')}
        value={stage.role}
        onChange={event => onChange({ role: event.currentTarget.value })}
        data={roles.map(role => ({ value: role.id, label: word('role', role.id) }))}
      />
      <TextInput
        label={t('template.when')}
        description={t('template.when_hint')}
        value={stage.when}
        onChange={event => onChange({ when: event.currentTarget.value })}
        maxLength={1000}
      />
      <div className="row">
        <NumberInput
          label={t('template.quorum')}
          value={stage.quorum}
          onChange={value => onChange({ quorum: Math.max(1, Number(value) || 1) })}
          min={1}
          max={20}
        />
        <NumberInput
          label={t('template.due')}
          value={stage.due}
          onChange={value => onChange({ due: Math.max(0, Number(value) || 0) })}
          min={0}
          max={1000}
        />
      </div>
      {onRemove ? (
        <div>
          <Button size="xs" onClick={onRemove}>
            {t('template.remove_stage')}
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}
