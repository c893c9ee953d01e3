import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../i18n';
import { Allowed } from '../ui/Allowed';
import { laterPart } from '../ui/later';

const NodeDialog = laterPart(async () => (await import('./NodeDialog')).NodeDialog, 1);

/** Begins a plan where there is none. */
export function NewPlanButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Allowed to="plan.change">
      <Button variant="filled" onClick={() => setOpen(true)}>
        {t('plan.begin')}
      </Button>
      {open ? <NodeDialog parent={null} onClose={() => setOpen(false)} /> : null}
    </Allowed>
  );
}
