import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useBranches } from '../api/branches';
import { usePrinters, useRemovePrinter, useSetPrinter, useTryPrinter } from '../api/settings';
import type { Printer, PrinterView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { AddButton } from '../ui/AddButton';
import { Allowed } from '../ui/Allowed';
import { Empty, ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { FormDialog } from '../ui/Dialog';
import { Foreign } from '../ui/Foreign';
import { IdInput } from '../ui/IdInput';
import { Name } from '../ui/Name';
import { type Column, TablePanel } from '../ui/Table';
import { TrialNotice } from './TrialNotice';

/** Receipt printers in the branches' networks. */
export function PrintersTab() {
  const { t } = useTranslation();
  const printers = usePrinters();
  const remove = useRemovePrinter();
  const trial = useTryPrinter();
  const [editing, setEditing] = useState<PrinterView | 'new' | null>(null);
  const [removing, setRemoving] = useState<PrinterView | null>(null);
  const columns: Column<PrinterView>[] = [
    { id: 'printer', head: t('printers.printer'), kind: 'lead', cell: printer => printer.id },
    { id: 'branch', head: t('printers.branch'), cell: printer => <Name of="branch" id={printer.branch} /> },
    {
      id: 'address',
      head: t('printers.address'),
      cell: printer => (
        <code>
          <Foreign>{printer.address}</Foreign>
        </code>
      ),
    },
    { id: 'columns', head: t('printers.columns'), kind: 'num', cell: printer => printer.columns },
    {
      id: 'actions',
      head: t('field.actions'),
      kind: 'acts',
      cell: printer => (
        <Allowed to="settings.change">
          <span className="row">
            <Button
              size="xs"
              aria-label={t('printers.try_one', { name: printer.id })}
              loading={trial.isPending && trial.variables === printer.id}
              onClick={() => trial.mutate(printer.id)}
            >
              {t('printers.try')}
            </Button>
            <Button
              size="xs"
              aria-label={t('printers.edit_one', { name: printer.id })}
              onClick={() => setEditing(printer)}
            >
              {t('action.edit')}
            </Button>
            <Button
              size="xs"
              color="bad"
              aria-label={t('printers.remove_one', { name: printer.id })}
              onClick={() => setRemoving(printer)}
            >
              {t('action.remove')}
            </Button>
          </span>
        </Allowed>
      ),
    },
  ];
  return (
    <div className="stack">
      <div className="between">
        <p className="soft">{t('printers.lead')}</p>
        <Allowed to="settings.change">
          <AddButton onClick={() => setEditing('new')}>{t('printers.add')}</AddButton>
        </Allowed>
      </div>
      {trial.isError ? <ProblemNotice error={trial.error} /> : null}
      {trial.data ? <TrialNotice trial={trial.data} /> : null}
      <TablePanel
        query={printers}
        rows={list => list}
        keyOf={printer => printer.id}
        columns={columns}
        empty={<Empty title={t('printers.empty_title')}>{t('printers.empty')}</Empty>}
      />
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

function EditPrinter({ printer, onClose }: { printer: PrinterView | null; onClose: () => void }) {
  const { t } = useTranslation();
  const branches = useBranches();
  const save = useSetPrinter();
  const [form, setForm] = useState<Printer>(() => {
    const { id, branch, address, columns } = printer ?? { id: '', branch: '', address: '', columns: 42 };
    return { id, branch, address, columns };
  });
  const offered = (branches.data ?? []).filter(one => !one.closed || one.id === printer?.branch);
  const branch = form.branch || offered[0]?.id || '';
  const submit = () =>
    save.mutate({ printer: { ...form, branch }, revision: printer?.revision }, { onSuccess: onClose });
  return (
    <FormDialog
      title={printer ? printer.id : t('printers.add')}
      onClose={onClose}
      verb={t('action.save')}
      onSubmit={submit}
      busy={save.isPending}
      error={save.error}
      disabled={!branch}
    >
      {printer ? null : <IdInput value={form.id} onChange={id => setForm({ ...form, id })} />}
      <NativeSelect
        label={t('printers.branch')}
        value={branch}
        onChange={event => setForm({ ...form, branch: event.currentTarget.value })}
        data={offered.map(one => ({ value: one.id, label: foreign(one.name) }))}
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
    </FormDialog>
  );
}
