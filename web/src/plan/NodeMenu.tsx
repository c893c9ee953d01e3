import { Button, Menu } from '@mantine/core';
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowMoveRight,
  IconBook,
  IconCalendarUser,
  IconChevronDown,
  IconLock,
  IconLockOpen,
  IconPencil,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { NodeAct } from '../api/plan';
import { useMay } from '../api/session';
import type { PlanNodeView } from '../api/types';
import { useTranslation } from '../i18n';
import { ActDialog } from './ActDialog';
import { CloseBooksDialog } from './CloseBooksDialog';
import { DetailsDialog, RenameDialog } from './EditDialogs';
import { MoveDialog } from './MoveDialog';

type Opened = 'rename' | 'details' | 'move' | 'books' | NodeAct;

/** Which acts a node is open to, as it stands. */
export function actsOf({ id, closed, closed_by, archived, archived_by }: PlanNodeView['node']): NodeAct[] {
  if (archived) return archived_by === id ? ['restore'] : [];
  if (!closed) return ['close'];
  return closed_by === id ? ['reopen', 'archive'] : ['archive'];
}

const ICONS = { close: IconLock, reopen: IconLockOpen, archive: IconArchive, restore: IconArrowBackUp };

/** What may be done to a node: called otherwise, given to someone, moved, closed, put away. */
export function NodeMenu({ view }: { view: PlanNodeView }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const { node } = view;
  const may = useMay();
  const changes = may('plan.change');
  const closesBooks = may('plan.close_books') && node.level === 'plan' && !node.archived;
  if (!changes && !closesBooks) return null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{t('node.change')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {changes ? (
            <>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setOpened('rename')}>
                {t('node.rename')}
              </Menu.Item>
              <Menu.Item leftSection={<IconCalendarUser size={16} aria-hidden />} onClick={() => setOpened('details')}>
                {t('node.details')}
              </Menu.Item>
            </>
          ) : null}
          {!changes || node.level === 'plan' || node.closed ? null : (
            <Menu.Item leftSection={<IconArrowMoveRight size={16} aria-hidden />} onClick={() => setOpened('move')}>
              {t('node.move')}
            </Menu.Item>
          )}
          {closesBooks ? (
            <Menu.Item leftSection={<IconBook size={16} aria-hidden />} onClick={() => setOpened('books')}>
              {t('books.open')}
            </Menu.Item>
          ) : null}
          {(changes ? actsOf(node) : []).map(act => {
            const Icon = ICONS[act];
            return (
              <Menu.Item key={act} leftSection={<Icon size={16} aria-hidden />} onClick={() => setOpened(act)}>
                {t(`node.${act}`)}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {opened === 'rename' ? <RenameDialog view={view} onClose={close} /> : null}
      {opened === 'details' ? <DetailsDialog view={view} onClose={close} /> : null}
      {opened === 'books' ? <CloseBooksDialog view={view} onClose={close} /> : null}
      {opened === 'move' ? <MoveDialog view={view} onClose={close} /> : null}
      {opened === 'close' || opened === 'reopen' || opened === 'archive' || opened === 'restore' ? (
        <ActDialog view={view} act={opened} onClose={close} />
      ) : null}
    </>
  );
}
