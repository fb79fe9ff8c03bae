// The gallery: every component in every state, on a board in memory. A page of the dev build alone.
import { mount } from 'svelte';
import '../app.css';
import { memoryHost } from '../../tests/memory-host';
import { setHost } from '../lib/host';
import { app } from '../stores/app.svelte';
import Gallery from './Gallery.svelte';
import { withStates } from './states';

const host = memoryHost({ tasks: 24, projects: 3 });
setHost(host);
await app.start();
const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
mount(Gallery, { target, props: { host } });
// The styles of what is loaded on demand come a little later.
requestAnimationFrame(withStates);
// What asks to be seen when it comes must not take the page with it.
setTimeout(() => document.querySelector('.gallery')?.scrollTo(0, 0), 200);
