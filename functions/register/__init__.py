"""The function that receives and fetches editions of the KLE register."""
