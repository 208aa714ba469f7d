"""Settings: device, look, language, storage, what is remembered, versions and licences."""
