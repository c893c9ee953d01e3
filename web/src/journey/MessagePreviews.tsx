import { useDebouncedValue } from '@mantine/hooks';
import { usePreview } from '../api/journeys';
import { useCode, useTranslation } from '../i18n';
import { Foreign } from '../ui/Foreign';
import { MessageView } from '../ui/MessageView';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';
import { useChannel } from '../ui/useChannel';

/** What is wrong with a message, in a sentence: a content's own problem, or the reason of a refusal. */
function useWord(): (code: string) => string {
  const { i18n } = useTranslation();
  const word = useCode();
  return code => word(i18n.exists(`document_problem.${code}`) ? 'document_problem' : 'refusal', code);
}

/** What the document's messages say, with the name of each value in its place. */
export function MessagePreviews({ text }: { text: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const { nameOf } = useChannel();
  const [settled] = useDebouncedValue(text, 800);
  const messages = usePreview(settled).data?.messages ?? [];
  if (messages.length === 0) return null;
  return (
    <Panel title={t('preview.title')}>
      <p className="small soft" style={{ marginBottom: '0.875rem' }}>
        {t('preview.lead')}
      </p>
      <ul className="log">
        {messages.map(message => (
          <li key={message.step} className="stack tight" aria-label={message.step}>
            <div className="between">
              <span className="small soft">
                <Foreign>{message.step}</Foreign> · {nameOf(message.channel)}
              </span>
              {message.refused || message.view === '' ? <State tone="bad">{t('preview.refused')}</State> : null}
            </div>
            {message.refused ? (
              <p className="small">{word(message.refused.code)}</p>
            ) : message.view === '' ? null : (
              <MessageView as={message.view} content={message.content} />
            )}
            {[...new Set(message.problems.map(problem => problem.code))].map(code => (
              <p key={code} className="small soft">
                {word(code)}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
