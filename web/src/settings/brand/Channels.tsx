import { NativeSelect } from '@mantine/core';
import { useChannels } from '../../api/channels';
import type { ChannelKind } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import styles from './brand.module.css';
import { Caps } from './Caps';
import { type Fields, idOf, type Json, type Path, textOf, valueAt } from './document';
import { MoneyField, SelectField, SwitchField } from './fields';
import { useBrandForm, useField } from './form';
import { AddById, GroupProblem, RemoveButton } from './parts';
import { useRows } from './useRows';

const MEDIA = ['email', 'phone', 'device', 'presence'];

/** The ways to reach people: what each costs, how often it may be used, and what it demands. */
export function Channels() {
  const { t } = useTranslation();
  const { rows, add } = useRows(['channels']);
  const { error } = useField(['channels']);
  const { document } = useBrandForm();
  const kinds = useChannels().data?.kinds ?? [];
  return (
    <>
      <GroupProblem error={error} />
      {rows.map(row => (
        <Channel key={idOf(row.value) ?? row.key} path={row.path} kinds={kinds} onRemove={row.remove} />
      ))}
      <AddById
        label={t('brand_form.new_channel')}
        hint={t('brand_form.new_channel_hint')}
        taken={rows.map(row => idOf(row.value) ?? '')}
        verb={t('brand_form.add_channel')}
        onAdd={id =>
          add({
            id,
            kind: null,
            medium: 'presence',
            unit_cost: { minor: 0, currency: textOf(document.currency) || 'EUR' },
            caps: [],
            double_opt_in: false,
            keeps_quiet_hours: true,
            says_how_to_object: false,
            ...usual(kinds, id),
          })
        }
      />
    </>
  );
}

/** What a channel of a kind usually has; nothing for a name that is no kind. */
function usual(kinds: readonly ChannelKind[], id: string): Fields {
  return (kinds.find(kind => kind.id === id)?.usual ?? {}) as Fields;
}

/** The kind of a channel: the one it says, else the one called like it; empty if nothing can be sent on it. */
function kindOf(kinds: readonly ChannelKind[], channel: Json | undefined): string {
  const said = textOf(valueAt(channel ?? null, ['kind'])) || (idOf(channel) ?? '');
  return kinds.some(kind => kind.id === said) ? said : '';
}

interface ChannelProps {
  path: Path;
  kinds: readonly ChannelKind[];
  onRemove: () => void;
}

function Channel({ path, kinds, onRemove }: ChannelProps) {
  const { t } = useTranslation();
  const word = useCode();
  const { document } = useBrandForm();
  const channel = valueAt(document, path);
  const id = idOf(channel) ?? '';
  const media = MEDIA.map(value => ({ value, label: word('brand_medium', value) }));
  return (
    <fieldset className={styles.item} aria-label={word('channel', id)}>
      <div className="between">
        <h3>
          {word('channel', id)} <code className="soft">{id}</code>
        </h3>
        <RemoveButton label={t('brand_form.remove', { name: word('channel', id) })} onClick={onRemove} />
      </div>
      <div className={styles.fields}>
        <KindField path={path} kinds={kinds} />
        {kindOf(kinds, channel) === '' ? <SelectField path={[...path, 'medium']} choices={media} /> : null}
        <MoneyField path={[...path, 'unit_cost']} currency={textOf(document.currency) || 'EUR'} />
      </div>
      <Caps path={[...path, 'caps']} />
      <div className="stack tight">
        <SwitchField path={[...path, 'double_opt_in']} />
        <SwitchField path={[...path, 'keeps_quiet_hours']} />
        <SwitchField path={[...path, 'says_how_to_object']} />
      </div>
    </fieldset>
  );
}

/** How messages travel on a channel. One that was saved with a kind keeps it: people agreed to that one. */
function KindField({ path, kinds }: { path: Path; kinds: readonly ChannelKind[] }) {
  const { t } = useTranslation();
  const word = useCode();
  const { document, saved, set } = useBrandForm();
  const { label, hint, error } = useField([...path, 'kind']);
  const channel = valueAt(document, path);
  const before = (Array.isArray(saved.channels) ? saved.channels : []).find(one => idOf(one) === idOf(channel));
  const keeps = before !== undefined && kindOf(kinds, before) !== '';
  return (
    <NativeSelect
      label={label}
      description={hint}
      error={error}
      disabled={keeps}
      value={kindOf(kinds, channel)}
      onChange={event => {
        const kind = event.currentTarget.value;
        set(path, { ...(channel as Fields), ...usual(kinds, kind), kind: kind || null });
      }}
      data={[
        { value: '', label: t('brand_form.no_kind') },
        ...kinds.map(kind => ({ value: kind.id, label: word('channel', kind.id) })),
      ]}
    />
  );
}
