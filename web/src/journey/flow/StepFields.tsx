import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useBrandChannels } from '../../api/channels';
import { usePools } from '../../api/vouchers';
import { useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { type Fields, isFields, type Json, listOf, type Path, textOf, valueAt } from '../../ui/json';
import { useChannel } from '../../ui/useChannel';
import { kindOf } from '../document';
import { ConditionField } from './ConditionField';
import styles from './Flow.module.css';

type Change = (path: Path, value: Json | undefined) => void;

interface FieldsProps {
  step: Fields;
  onChange: Change;
}

/** The fields of a step, by what it does. */
export function StepFields({ step, onChange }: FieldsProps) {
  switch (kindOf(step)) {
    case 'message':
      return <MessageFields step={step} onChange={onChange} />;
    case 'wait':
      return <WaitFields step={step} onChange={onChange} />;
    case 'branch':
      return <BranchFields step={step} onChange={onChange} />;
    case 'split':
      return <SplitFields step={step} onChange={onChange} />;
    case 'voucher':
      return <VoucherFields step={step} onChange={onChange} />;
    case 'set_trait':
      return <TraitFields step={step} onChange={onChange} />;
    case 'exit':
      return <TextField step={step} path={['exit', 'reason']} label="reason" onChange={onChange} />;
    default:
      return null;
  }
}

type Label =
  | 'reason'
  | 'valid_for'
  | 'for'
  | 'until'
  | 'event'
  | 'timeout'
  | 'value'
  | 'trait'
  | 'subject'
  | 'text'
  | 'say'
  | 'headline'
  | 'preheader'
  | 'hold_out'
  | 'arm'
  | 'weight';

interface TextFieldProps extends FieldsProps {
  path: Path;
  label: Label;
  numeric?: boolean;
  long?: boolean;
}

/** A text of the step; emptied, the field is taken out of the document unless it must be there. */
function TextField({ step, path, label, onChange, numeric = false, long = false }: TextFieldProps) {
  const { t } = useTranslation();
  const value = valueAt(step, path);
  const put = (text: string) => {
    if (numeric) onChange(path, text === '' ? undefined : Number(text));
    else onChange(path, text === '' && !path.includes('content') && !KEPT.has(String(path.at(-1))) ? undefined : text);
  };
  const shared = {
    label: t(`flow.field.${label}`),
    value: value === undefined || value === null ? '' : String(value),
    onChange: (event: { currentTarget: { value: string } }) => put(event.currentTarget.value),
  };
  return long ? <Textarea {...shared} rows={5} /> : <TextInput {...shared} type={numeric ? 'number' : 'text'} />;
}

/** What a step cannot be without. */
const KEPT = new Set(['name', 'value', 'pool', 'channel']);
const TEXTS = ['subject', 'preheader', 'headline', 'say', 'text'] as const;

function MessageFields({ step, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const channels = useBrandChannels() ?? [];
  const { nameOf } = useChannel();
  const channel = textOf(valueAt(step, ['message', 'channel']));
  const content = valueAt(step, ['message', 'content']);
  const known = [...new Set(channels.map(one => one.id))];
  const ids = known.includes(channel) ? known : [channel, ...known];
  return (
    <>
      <NativeSelect
        label={t('flow.field.channel')}
        value={channel}
        data={ids.map(id => ({ value: id, label: nameOf(id) }))}
        onChange={event => onChange(['message', 'channel'], event.currentTarget.value)}
      />
      {TEXTS.filter(name => isFields(content) && typeof content[name] === 'string').map(name => (
        <TextField
          key={name}
          step={step}
          path={['message', 'content', name]}
          label={name}
          onChange={onChange}
          long={name === 'text' || name === 'say'}
        />
      ))}
      <TextField step={step} path={['message', 'valid_for']} label="valid_for" onChange={onChange} />
    </>
  );
}

const WAITS = {
  for: { for: '1d' },
  until: { until: '09:00' },
  events: { events: [{ on: { event: 'Order Completed' } }], timeout: '1d' },
} as const;
type Waits = keyof typeof WAITS;

function WaitFields({ step, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const wait = isFields(step.wait) ? step.wait : {};
  const mode: Waits = 'for' in wait ? 'for' : 'until' in wait ? 'until' : 'events';
  const events = listOf(wait.events);
  return (
    <>
      <NativeSelect
        label={t('flow.field.wait')}
        value={mode}
        data={(['for', 'until', 'events'] as const).map(value => ({ value, label: t(`flow.wait_${value}`) }))}
        onChange={event => onChange(['wait'], structuredClone(WAITS[event.currentTarget.value as Waits]) as Json)}
      />
      {mode === 'for' || mode === 'until' ? (
        <TextField step={step} path={['wait', mode]} label={mode} onChange={onChange} />
      ) : null}
      {events.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an event's place is its identity
        <div key={at} className={styles.group}>
          <TextField step={step} path={['wait', 'events', at, 'on', 'event']} label="event" onChange={onChange} />
          <ConditionField
            cel={textOf(valueAt(one, ['on', 'where']))}
            onChange={cel => onChange(['wait', 'events', at, 'on', 'where'], cel === '' ? undefined : cel)}
          />
        </div>
      ))}
      {mode === 'events' ? (
        <TextField step={step} path={['wait', 'timeout']} label="timeout" onChange={onChange} />
      ) : null}
    </>
  );
}

function BranchFields({ step, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const cases = listOf(valueAt(step, ['branch', 'cases']));
  const then =
    cases.map(one => textOf(valueAt(one, ['then']))).at(-1) ?? textOf(valueAt(step, ['branch', 'otherwise']));
  return (
    <>
      {cases.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a case's place is its identity
        <div key={at} className={styles.group}>
          <strong>{t('flow.case', { number: at + 1 })}</strong>
          <ConditionField
            cel={textOf(valueAt(one, ['when']))}
            onChange={cel => onChange(['branch', 'cases', at, 'when'], cel)}
          />
          <div>
            <Button size="compact-sm" onClick={() => onChange(['branch', 'cases'], cases.toSpliced(at, 1))}>
              {t('flow.remove_case')}
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange(['branch', 'cases', cases.length], { when: 'has(traits.name)', then })}>
          {t('flow.add_case')}
        </Button>
      </div>
    </>
  );
}

function SplitFields({ step, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const arms = listOf(valueAt(step, ['split', 'arms']));
  return (
    <>
      {arms.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an arm's place is its identity
        <div key={at} className={styles.row}>
          <TextField step={step} path={['split', 'arms', at, 'name']} label="arm" onChange={onChange} />
          <TextField step={step} path={['split', 'arms', at, 'weight']} label="weight" onChange={onChange} numeric />
        </div>
      ))}
      <div>
        <Button onClick={() => onChange(['split', 'arms', arms.length], { name: `arm-${arms.length + 1}`, weight: 1 })}>
          {t('flow.add_arm')}
        </Button>
      </div>
      <TextField step={step} path={['split', 'hold_out']} label="hold_out" onChange={onChange} numeric />
    </>
  );
}

function VoucherFields({ step, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const pools = usePools().data ?? [];
  const pool = textOf(valueAt(step, ['voucher', 'pool']));
  const ids = [...new Set([pool, ...pools.map(one => one.id)])];
  return (
    <>
      <NativeSelect
        label={t('flow.field.pool')}
        value={pool}
        data={ids.map(id => ({ value: id, label: foreign(pools.find(one => one.id === id)?.name ?? id) }))}
        onChange={event => onChange(['voucher', 'pool'], event.currentTarget.value)}
      />
      <TextField step={step} path={['voucher', 'value']} label="value" onChange={onChange} />
      <TextField step={step} path={['voucher', 'valid_for']} label="valid_for" onChange={onChange} />
    </>
  );
}

function TraitFields({ step, onChange }: FieldsProps) {
  return (
    <>
      <TextField step={step} path={['set_trait', 'name']} label="trait" onChange={onChange} />
      <TextField step={step} path={['set_trait', 'value']} label="value" onChange={onChange} />
    </>
  );
}
