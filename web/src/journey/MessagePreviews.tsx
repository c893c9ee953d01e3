import { useDebouncedValue } from '@mantine/hooks';
import { usePreview } from '../api/journeys';
import { useCode, useTranslation } from '../i18n';
import { Foreign } from '../ui/Foreign';
import { MessageView } from '../ui/MessageView';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';

/** What the document's messages say, with the name of each value in its place. */
export function MessagePreviews({ text }: { text: string }) {
  const { t } = useTranslation();
  const word = useCode();
  const [settled] = useDebouncedValue(text, 800);
  const messages = usePreview(settled).data?.messages ?? [];
  if (messages.length === 0) return null;
  return (
    <Panel title={t('preview.title')}>
      <div className="stack">
        <p className="small soft">{t('preview.lead')}</p>
        {messages.map(message => (
          <section key={message.step} aria-label={message.step}>
            <div className="between">
              <strong>
                <Foreign>{message.step}</Foreign>
              </strong>
              {message.refused ? <State tone="bad">{t('preview.refused')}</State> : null}
            </div>
            {message.refused ? (
              <p className="small">{word('refusal', message.refused.code)}</p>
            ) : (
              <MessageView as={message.view} content={message.content} />
            )}
            {message.problems.some(problem => problem.code === 'content_may_fail') ? (
              <p className="small soft">{t('document_problem.content_may_fail')}</p>
            ) : null}
          </section>
        ))}
      </div>
    </Panel>
  );
}
