import type { MailInput, MailSettings } from '../api/types';

/** Mail settings as one types them: everything is text. */
export function toForm(settings: MailSettings) {
  return {
    host: settings.host ?? '',
    port: String(settings.port),
    security: settings.security,
    user: settings.user ?? '',
    password: '',
    dkim_domain: settings.dkim_domain ?? '',
    return_path: settings.return_path ?? '',
    connections: String(settings.connections),
  };
}

/** What was typed, as the API takes it: an empty field is absent, what is left out, such as an empty password or the
 * signing keys, stays as it is. */
export function toInput(form: ReturnType<typeof toForm>): MailInput {
  const some = (text: string) => (text.trim() === '' ? null : text.trim());
  return {
    host: some(form.host),
    port: Number(form.port),
    security: form.security,
    user: some(form.user),
    password: form.password === '' ? null : form.password,
    dkim_domain: some(form.dkim_domain),
    return_path: some(form.return_path),
    connections: Number(form.connections),
  };
}
