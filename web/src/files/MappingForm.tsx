import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { usePlan } from '../api/plan';
import type { FileMapping, FileRole, FileView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { including, zones } from '../i18n/places';
import { Foreign } from '../ui/Foreign';
import { Panel } from '../ui/Page';
import { activityId } from '../ui/usePlanThread';
import { FormFields } from './FormFields';
import styles from './MappingForm.module.css';
import { ROLES, roleOf, withRole } from './roles';

interface MappingFormProps {
  file: FileView;
  mapping: FileMapping;
  disabled: boolean;
  onChange: (mapping: FileMapping) => void;
  onLook: () => void;
}

/** What the columns of a file say, each with what stands in it, and what else is to be known of its rows. */
export function MappingForm({ file, mapping, disabled, onChange, onLook }: MappingFormProps) {
  const { t } = useTranslation();
  const { kind } = file;
  const roles = ROLES[kind].map(role => ({ value: role, label: t(`files.roles.${role}`) }));
  const ordered = kind === 'orders' || kind === 'returns';
  const text = (field: 'event' | 'prefix' | 'series', label: string, hint: string) => (
    <TextInput
      label={label}
      description={hint}
      value={mapping[field] ?? ''}
      onChange={event => {
        const { [field]: _, ...rest } = mapping;
        const said = event.currentTarget.value;
        onChange(said ? { ...rest, [field]: said } : rest);
      }}
    />
  );
  return (
    <Panel title={t('files.columns')}>
      <fieldset className={styles.fields} disabled={disabled}>
        <legend className="sr">{t('files.columns')}</legend>
        {file.remembered ? <p className="notice">{t('files.remembered')}</p> : null}
        {kind === 'actuals' ? null : <p className="small soft">{t('files.roles_hint')}</p>}
        <ul className={styles.columns}>
          {file.columns
            .filter(column => column.name !== '')
            .map(column => (
              <li key={column.name} className={styles.column}>
                <div className={styles.name}>
                  <strong>
                    <Foreign>{column.name}</Foreign>
                  </strong>
                  <div className="small soft">
                    {column.examples.length > 0 ? (
                      <Foreign>{column.examples.join(' · ')}</Foreign>
                    ) : (
                      t('files.no_example')
                    )}
                  </div>
                </div>
                <NativeSelect
                  aria-label={t('files.role_of', { column: column.name })}
                  value={roleOf(mapping, column.name)}
                  data={roles}
                  onChange={event => onChange(withRole(mapping, column.name, event.currentTarget.value as FileRole))}
                />
              </li>
            ))}
        </ul>
        {ordered ? (
          <NativeSelect
            label={t('files.each_row')}
            value={mapping.rows ?? 'orders'}
            onChange={event => onChange({ ...mapping, rows: event.currentTarget.value as FileMapping['rows'] })}
            data={(['orders', 'lines', 'lines_with_total'] as const).map(rows => ({
              value: rows,
              label: t(`files.row_kinds.${rows}`),
            }))}
          />
        ) : null}
        {ordered || kind === 'events' ? (
          <Checkbox
            label={t('files.leave_out')}
            description={t('files.leave_out_hint')}
            checked={mapping.leave_out ?? false}
            onChange={event => onChange({ ...mapping, leave_out: event.currentTarget.checked })}
          />
        ) : null}
        {kind === 'actuals' ? null : (
          <NativeSelect
            label={t('files.zone')}
            description={t('files.zone_hint')}
            value={mapping.form?.zone ?? 'UTC'}
            data={including(zones(), mapping.form?.zone ?? '')}
            onChange={event => onChange({ ...mapping, form: { ...mapping.form, zone: event.currentTarget.value } })}
          />
        )}
        {kind === 'actuals' ? <Bookings mapping={mapping} onChange={onChange} /> : null}
        {kind === 'events' ? text('event', t('files.event'), t('files.event_hint')) : null}
        <details>
          <summary>{t('files.form')}</summary>
          <div className={styles.more}>
            <FormFields form={mapping.form ?? {}} onChange={form => onChange({ ...mapping, form })} />
            <div>
              <Button onClick={onLook}>{t('files.look_again')}</Button>
            </div>
          </div>
        </details>
        {kind === 'actuals' ? null : (
          <details>
            <summary>{t('files.more')}</summary>
            <div className={styles.more}>
              {ordered ? text('prefix', t('files.prefix'), t('files.prefix_hint')) : null}
              {text('series', t('files.series'), t('files.series_hint', { series: file.series }))}
              <Checkbox
                label={t('files.restart')}
                description={t('files.restart_hint')}
                checked={mapping.restart ?? false}
                onChange={event => onChange({ ...mapping, restart: event.currentTarget.checked })}
              />
            </div>
          </details>
        )}
      </fieldset>
    </Panel>
  );
}

/** Who pays for the lines of invoices, and which accounts are costs where they book between two. */
function Bookings({ mapping, onChange }: Pick<MappingFormProps, 'mapping' | 'onChange'>) {
  const { t } = useTranslation();
  return (
    <>
      <Payer mapping={mapping} onChange={onChange} />
      <TextInput
        label={t('files.costs')}
        description={t('files.costs_hint')}
        value={mapping.costs ?? ''}
        onChange={event => {
          const { costs: _, ...rest } = mapping;
          const costs = event.currentTarget.value;
          onChange(costs ? { ...rest, costs } : rest);
        }}
      />
    </>
  );
}

/** Which activity pays for the lines of invoices that name none. */
function Payer({ mapping, onChange }: Pick<MappingFormProps, 'mapping' | 'onChange'>) {
  const { t } = useTranslation();
  const plan = usePlan();
  const activities = (plan.data?.nodes ?? []).filter(node => node.level === 'activity' && !node.archived);
  return (
    <NativeSelect
      label={t('files.payer')}
      description={t('files.payer_hint')}
      value={mapping.payer ?? ''}
      data={[
        { value: '', label: t('files.no_payer') },
        ...activities.map(node => ({ value: activityId(node.id), label: foreign(node.name) })),
      ]}
      onChange={event => {
        const { payer: _, ...rest } = mapping;
        const payer = event.currentTarget.value;
        onChange(payer ? { ...rest, payer } : rest);
      }}
    />
  );
}
