import { TextInput } from '@mantine/core';
import { useTranslation } from '../i18n';

interface Period {
  starts: string;
  ends: string;
}

interface PeriodInputsProps extends Period {
  onChange: (period: Period) => void;
  /** A plan has a period; what is below runs as long as its parent if nothing is said. */
  required: boolean;
  error?: string | undefined;
  hint?: string | undefined;
}

/** The first and the last day of something; both or none. */
export function PeriodInputs({ starts, ends, onChange, required, error, hint }: PeriodInputsProps) {
  const { t } = useTranslation();
  const both = required || starts !== '' || ends !== '';
  return (
    <div className="stack tight">
      <div className="columns" style={{ alignItems: 'end' }}>
        <TextInput
          type="date"
          label={t('plan.starts')}
          value={starts}
          required={both}
          onChange={event => onChange({ starts: event.currentTarget.value, ends })}
          error={error !== undefined}
          aria-describedby={error ? 'period-error' : undefined}
        />
        <TextInput
          type="date"
          label={t('plan.ends')}
          value={ends}
          min={starts}
          required={both}
          onChange={event => onChange({ starts, ends: event.currentTarget.value })}
          error={error !== undefined}
          aria-describedby={error ? 'period-error' : undefined}
        />
      </div>
      {error ? (
        <p id="period-error" className="small" role="alert" style={{ color: 'var(--bad)' }}>
          {error}
        </p>
      ) : null}
      {hint ? <p className="small soft">{hint}</p> : null}
    </div>
  );
}
