// Runs ELK apart from the page. The library takes over the worker's messages by itself when it is loaded in one.
import 'elkjs/lib/elk-worker.min.js';
