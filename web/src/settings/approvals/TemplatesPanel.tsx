import { Button } from '@mantine/core';
import { useState } from 'react';
import { useDropTemplate, useTemplates } from '../../api/approvals';
import { useNames } from '../../api/names';
import type { TemplateView } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { AddButton } from '../../ui/AddButton';
import { Empty } from '../../ui/Await';
import { Confirm } from '../../ui/Confirm';
import { useSay } from '../../ui/notices';
import { TablePanel } from '../../ui/Table';
import { TemplateDialog } from './TemplateDialog';

/** The templates by which approvals are asked for. */
export function TemplatesPanel() {
  const { t } = useTranslation();
  const word = useCode();
  const names = useNames('activity');
  const say = useSay();
  const templates = useTemplates();
  const drop = useDropTemplate();
  const [open, setOpen] = useState<TemplateView | 'new' | null>(null);
  const [removing, setRemoving] = useState<TemplateView | null>(null);
  const gone = () => {
    setRemoving(null);
    say(t('template.removed'));
  };
  return (
    <div className="stack">
      <p className="soft">{t('template.lead')}</p>
      <div>
        <AddButton onClick={() => setOpen('new')}>{t('template.add')}</AddButton>
      </div>
      <TablePanel
        title={t('template.title')}
        query={templates}
        rows={list => list}
        keyOf={one => one.id}
        empty={<Empty title={t('template.none')} />}
        columns={[
          { id: 'name', head: t('field.name'), kind: 'lead', cell: one => foreign(one.name) },
          { id: 'kind', head: t('template.kind'), cell: one => word('approval_kind', one.kind) },
          {
            id: 'place',
            head: t('limit.place'),
            cell: one => (one.node === 'company' ? t('limit.company') : names('activity', one.node)),
          },
          {
            id: 'acts',
            head: t('field.actions'),
            kind: 'acts',
            cell: one => (
              <div className="row">
                <Button size="xs" onClick={() => setOpen(one)}>
                  {t('action.edit')}
                </Button>
                <Button size="xs" color="bad" onClick={() => setRemoving(one)}>
                  {t('action.remove')}
                </Button>
              </div>
            ),
          },
        ]}
      />
      {removing ? (
        <Confirm
          opened
          grave
          onClose={() => setRemoving(null)}
          title={t('template.remove_title', { name: removing.name })}
          verb={t('action.remove')}
          busy={drop.isPending}
          error={drop.error}
          onConfirm={() => drop.mutate(removing.id, { onSuccess: gone })}
        >
          <p>{t('template.remove_text')}</p>
        </Confirm>
      ) : null}
      {open ? <TemplateDialog template={open === 'new' ? null : open} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}
