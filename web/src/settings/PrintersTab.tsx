import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useBranches } from '../api/branches';
import { usePrinters, useRemovePrinter, useSetPrinter, useTryPrinter } from '../api/settings';
import type { Printer } from '../api/types';
import { useTranslation } from '../i18n';
import { Await, Empty, ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { Panel } from '../ui/Page';
import { TrialNotice } from './TrialNotice';

/** Receipt printers in the branches' networks. */
export function PrintersTab() {
  const { t } = useTranslation();
  const printers = usePrinters();
  const remove = useRemovePrinter();
  const trial = useTryPrinter();
  const [editing, setEditing] = useState<Printer | 'new' | null>(null);
  const [removing, setRemoving] = useState<Printer | null>(null);
  return (
    <div className="stack">
      <div className="between">
        <p className="soft">{t('printers.lead')}</p>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
          {t('printers.add')}
        </Button>
      </div>
      {trial.isError ? <ProblemNotice error={trial.error} /> : null}
      {trial.data ? <TrialNotice trial={trial.data} /> : null}
      <Panel flush>
        <Await
          query={printers}
          isEmpty={list => list.length === 0}
          empty={<Empty title={t('printers.empty_title')}>{t('printers.empty')}</Empty>}
        >
          {list => (
            <table className="table cards">
              <thead>
                <tr>
                  <th scope="col">{t('printers.printer')}</th>
                  <th scope="col">{t('printers.branch')}</th>
                  <th scope="col">{t('printers.address')}</th>
                  <th scope="col" className="num">
                    {t('printers.columns')}
                  </th>
                  <th scope="col">
                    <span className="sr">{t('field.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.map(printer => (
                  <tr key={printer.id}>
                    <td className="lead-cell">{printer.id}</td>
                    <td data-label={t('printers.branch')}>{printer.branch}</td>
                    <td data-label={t('printers.address')}>
                      <code>{printer.address}</code>
                    </td>
                    <td className="num" data-label={t('printers.columns')}>
                      {printer.columns}
                    </td>
                    <td>
                      <span className="row">
                        <Button
                          size="xs"
                          loading={trial.isPending && trial.variables === printer.id}
                          onClick={() => trial.mutate(printer.id)}
                        >
                          {t('printers.try')}
                        </Button>
                        <Button size="xs" onClick={() => setEditing(printer)}>
                          {t('action.edit')}
                        </Button>
                        <Button size="xs" color="bad" onClick={() => setRemoving(printer)}>
                          {t('action.remove')}
                        </Button>
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Await>
      </Panel>
      {editing ? <EditPrinter printer={editing === 'new' ? null : editing} onClose={() => setEditing(null)} /> : null}
      {removing ? (
        <Confirm
          opened
          grave
          onClose={() => setRemoving(null)}
          title={t('printers.remove_title', { name: removing.id })}
          verb={t('action.remove')}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(removing.id, { onSuccess: () => setRemoving(null) })}
        >
          <p>{t('printers.remove_text')}</p>
        </Confirm>
      ) : null}
    </div>
  );
}

function EditPrinter({ printer, onClose }: { printer: Printer | null; onClose: () => void }) {
  const { t } = useTranslation();
  const branches = useBranches();
  const save = useSetPrinter();
  const [form, setForm] = useState(printer ?? { id: '', branch: '', address: '', columns: 42 });
  const branch = form.branch || branches.data?.[0]?.id || '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ ...form, branch }, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={printer ? printer.id : t('printers.add')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form className="stack" onSubmit={submit}>
        {printer ? null : (
          <TextInput
            label={t('field.id')}
            description={t('field.id_hint')}
            value={form.id}
            onChange={event => setForm({ ...form, id: event.currentTarget.value })}
            pattern="[a-z0-9][a-z0-9\-]{0,63}"
            required
          />
        )}
        <NativeSelect
          label={t('printers.branch')}
          value={branch}
          onChange={event => setForm({ ...form, branch: event.currentTarget.value })}
          data={(branches.data ?? []).map(one => ({ value: one.id, label: one.name }))}
        />
        <TextInput
          label={t('printers.address')}
          description={t('printers.address_hint')}
          value={form.address}
          onChange={event => setForm({ ...form, address: event.currentTarget.value })}
          required
        />
        <TextInput
          type="number"
          min={24}
          max={96}
          label={t('printers.columns')}
          value={form.columns}
          onChange={event => setForm({ ...form, columns: Number(event.currentTarget.value) })}
          required
        />
        {save.isError ? <ProblemNotice error={save.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={!branch}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
