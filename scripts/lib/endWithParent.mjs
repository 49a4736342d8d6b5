// Imported for its effect: the process that imports this ends when the one that started it is gone, so that its own exit
// handlers and the leases of what it started do their work.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
