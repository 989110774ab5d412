// What one would fork without the lab: it loads a module, says so, and listens.
process.on("message", () => {});
await import(process.argv[2]!);
process.send!("loaded");
