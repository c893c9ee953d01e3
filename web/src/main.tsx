import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { makeRouter } from './app/router';
import { startI18n } from './i18n';
import './ui/styles';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
void startI18n().then(() => createRoot(root).render(<App router={makeRouter()} />));
