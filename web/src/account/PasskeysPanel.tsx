import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddPasskey, useBeginPasskey, usePasskeys, useRemovePasskey } from '../api/account';
import { passkeysWork } from '../api/passkey';
import type { PasskeyMade, PasskeyView } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { AddButton } from '../ui/AddButton';
import { Empty } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { FormDialog } from '../ui/Dialog';
import { Foreign } from '../ui/Foreign';
import { type Column, TablePanel } from '../ui/Table';
import { OnceMore } from './OnceMore';

/** Devices that let their owner in without a password: they look at a face, a finger or a PIN instead. */
export function PasskeysPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const passkeys = usePasskeys();
  const remove = useRemovePasskey();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<PasskeyView | null>(null);
  const columns: Column<PasskeyView>[] = [
    { id: 'name', head: t('field.name'), kind: 'lead', cell: one => <Foreign>{one.name}</Foreign> },
    { id: 'created', head: t('sessions.since'), cell: one => format.time(one.created, 'day') },
    { id: 'used', head: t('sessions.seen'), cell: one => (one.used ? format.time(one.used) : t('passkeys.unused')) },
    {
      id: 'actions',
      head: t('field.actions'),
      kind: 'acts',
      cell: one => (
        <Button size="xs" color="bad" onClick={() => setRemoving(one)}>
          {t('action.remove')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <TablePanel
        title={t('passkeys.title')}
        query={passkeys}
        rows={list => list}
        keyOf={one => one.id}
        columns={columns}
        empty={<Empty title={t('passkeys.empty_title')}>{t('passkeys.empty')}</Empty>}
      />
      <div>
        {passkeysWork() ? (
          <AddButton onClick={() => setAdding(true)}>{t('passkeys.add')}</AddButton>
        ) : (
          <p className="soft">{t('passkeys.unsupported')}</p>
        )}
      </div>
      {adding ? <AddPasskey onClose={() => setAdding(false)} /> : null}
      {removing ? (
        <Confirm
          opened
          grave
          onClose={() => setRemoving(null)}
          title={t('passkeys.remove_title', { name: removing.name })}
          verb={t('action.remove')}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(removing.id, { onSuccess: () => setRemoving(null) })}
        >
          <p>{t('passkeys.remove_text')}</p>
        </Confirm>
      ) : null}
    </>
  );
}

/** The password first, then the device, then what it is called. */
function AddPasskey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const begin = useBeginPasskey();
  const add = useAddPasskey();
  const [name, setName] = useState('');
  const [made, setMade] = useState<{ ceremony: string; credential: PasskeyMade['credential'] } | null>(null);
  const onPassword = (password: string) => begin.mutate(password, { onSuccess: setMade });
  if (made === null) {
    return (
      <OnceMore
        title={t('passkeys.add')}
        verb={t('action.next')}
        busy={begin.isPending}
        error={begin.error}
        onSubmit={onPassword}
        onClose={onClose}
      />
    );
  }
  return (
    <FormDialog
      title={t('passkeys.add')}
      verb={t('action.save')}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate({ ...made, name }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextInput
        label={t('field.name')}
        description={t('passkeys.name_hint')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={200}
        required
        data-autofocus
      />
    </FormDialog>
  );
}
