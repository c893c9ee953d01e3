import { Button } from '@mantine/core';
import { useState } from 'react';
import { useRemoveToken, useTokens } from '../api/account';
import type { SignedIn } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { AddButton } from '../ui/AddButton';
import { Empty } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { Foreign } from '../ui/Foreign';
import { type Column, TablePanel } from '../ui/Table';
import { TokenDialog } from './TokenDialog';

/** One's tokens for programs: each may do what it was made for, and never more than its owner. */
export function TokensPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useCode();
  const tokens = useTokens();
  const remove = useRemoveToken();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<SignedIn | null>(null);
  const columns: Column<SignedIn>[] = [
    { id: 'name', head: t('field.name'), kind: 'lead', cell: one => <Foreign>{one.label}</Foreign> },
    {
      id: 'may',
      head: t('tokens.may'),
      cell: one => (one.permissions ?? []).map(code => word('permission', code)).join(', '),
    },
    { id: 'seen', head: t('sessions.seen'), cell: one => format.time(one.seen) },
    { id: 'expires', head: t('tokens.expires'), cell: one => format.time(one.expires, 'day') },
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
        title={t('tokens.title')}
        query={tokens}
        rows={list => list}
        keyOf={one => one.id}
        columns={columns}
        empty={<Empty title={t('tokens.empty_title')}>{t('tokens.empty')}</Empty>}
      />
      <div>
        <AddButton onClick={() => setAdding(true)}>{t('tokens.add')}</AddButton>
      </div>
      {adding ? <TokenDialog onClose={() => setAdding(false)} /> : null}
      {removing ? (
        <Confirm
          opened
          grave
          onClose={() => setRemoving(null)}
          title={t('tokens.remove_title', { name: removing.label })}
          verb={t('action.remove')}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(removing.id, { onSuccess: () => setRemoving(null) })}
        >
          <p>{t('tokens.remove_text')}</p>
        </Confirm>
      ) : null}
    </>
  );
}
